/** Narrows the report to one verdict, copies links and commands. Without this program all of it can be read. */
(() => {
  'use strict';
  const counts = [...document.querySelectorAll('.counts li')];
  const cells = [...document.querySelectorAll('.matrix td[data-kind]')];
  const rows = [...document.querySelectorAll('[data-kinds]')];
  let chosen = null;

  counts.forEach((item) => {
    const chip = item.querySelector('.chip');
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'chip';
    button.append(...chip.childNodes);
    button.setAttribute('aria-pressed', 'false');
    button.addEventListener('click', () => choose(chosen === item.dataset.kind ? null : item.dataset.kind));
    chip.replaceWith(button);
  });

  function choose(kind) {
    chosen = kind;
    counts.forEach((item) => {
      item.querySelector('button').setAttribute('aria-pressed', String(item.dataset.kind === kind));
    });
    // The matrix dims and keeps its place; lists leave out what does not match.
    cells.forEach((cell) => cell.classList.toggle('dim', kind !== null && cell.dataset.kind !== kind));
    rows.forEach((row) => {
      row.hidden = kind !== null && !row.dataset.kinds.split(' ').includes(kind);
    });
    if (kind !== null) document.querySelectorAll('.more, .others').forEach((fold) => (fold.open = true));
  }

  document.querySelectorAll('.steps pre').forEach((block) => {
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = 'Copy';
    button.addEventListener('click', () => copy(block.querySelector('code').textContent, button));
    block.append(button);
  });

  document.querySelectorAll('a.link').forEach((link) => {
    link.addEventListener('click', () => void navigator.clipboard?.writeText(link.href).catch(() => {}));
  });

  async function copy(text, button) {
    try {
      await navigator.clipboard.writeText(text);
      button.textContent = 'Copied';
    } catch {
      // A page from disk may not be allowed to: the command stands selected instead.
      getSelection().selectAllChildren(button.parentElement.querySelector('code'));
      button.textContent = 'Selected';
    }
  }

  // The contents mark the section that is read: the last one whose head has come into the upper third.
  const contents = [...document.querySelectorAll('.bar nav a')];
  const seen = new IntersectionObserver(
    (entries) => {
      const now = entries.find((entry) => entry.isIntersecting);
      if (now === undefined) return;
      contents.forEach((link) => {
        if (link.hash === `#${now.target.id}`) link.setAttribute('aria-current', 'true');
        else link.removeAttribute('aria-current');
      });
    },
    { rootMargin: '-60px 0px -66% 0px' },
  );
  document.querySelectorAll('main > section[id]').forEach((section) => seen.observe(section));

  // Browsers that do not open a closed part that holds the target of a link.
  const reveal = () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    for (let fold = target?.closest('details'); fold; fold = fold.parentElement.closest('details')) fold.open = true;
    if (target?.closest('details')) target.scrollIntoView();
  };
  addEventListener('hashchange', reveal);
  if (location.hash.length > 1) reveal();
})();

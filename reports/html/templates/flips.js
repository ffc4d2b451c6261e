/** Lists of changed answers: narrows them and turns their pages. Without this program each shows its first page. */
(() => {
  'use strict';
  const pictures = JSON.parse(document.getElementById('pictures').textContent);
  document.querySelectorAll('.flips').forEach(setUp);

  function setUp(list) {
    const { fields, kinds, rowsAPage, rows } = JSON.parse(list.querySelector('script').textContent);
    const flips = rows.map((row) => Object.fromEntries(fields.map((field, index) => [field, row[index]])));
    // What is looked for is looked for in everything that a row says.
    const texts = flips.map((flip) =>
      [flip.question, flip.people, flip.about, flip.baseline, flip.candidate].join('\n').toLowerCase(),
    );
    const [tools, table, pager, rest] = ['.tools', '.flip-rows', '.pager', '.rest'].map((name) =>
      list.querySelector(name),
    );
    const blank = list.querySelector('template').content.querySelector('tr');
    const choiceOf = (name, fallback) => list.querySelector(`[data-choice="${name}"]`)?.value ?? fallback;
    let matches = flips;
    let page = 0;

    tools.hidden = false;
    rest.classList.add('on-paper');
    tools.addEventListener('input', () => {
      const [kind, type, text] = [choiceOf('kind', ''), choiceOf('answerType', '*'), choiceOf('text', '')];
      const wanted = text.trim().toLowerCase();
      matches = flips.filter(
        (flip, index) =>
          (kind === '' || (kind === 'unanswered' ? !flip.isAnswered : flip.kind === kind)) &&
          (type === '*' || flip.answerType === type) &&
          texts[index].includes(wanted),
      );
      show(0);
    });
    pager.addEventListener('click', ({ target }) => {
      const button = target.closest('button');
      if (button === null) return;
      show(page + Number(button.dataset.turn));
      // The next page begins where the eye is, and the keyboard goes on from there.
      table.focus({ preventScroll: true });
      tools.scrollIntoView({ block: 'nearest' });
      table.scrollIntoView({ block: 'start' });
    });
    tell();

    function show(wantedPage) {
      page = wantedPage;
      const from = page * rowsAPage;
      table.tBodies[0].replaceChildren(...matches.slice(from, from + rowsAPage).map(rowOf));
      tell();
    }

    function tell() {
      const count = (number) => number.toLocaleString('en-US');
      const from = page * rowsAPage;
      const to = Math.min(from + rowsAPage, matches.length);
      const shown = to - from === 1 ? count(to) : `${count(from + 1)}–${count(to)}`;
      const place = `${shown} of ${count(matches.length)}`;
      const isAll = matches.length === flips.length;
      table.hidden = matches.length === 0;
      pager.hidden = matches.length <= rowsAPage;
      pager.querySelector('.place').textContent = place;
      const [previous, next] = pager.querySelectorAll('button');
      previous.disabled = page === 0;
      next.disabled = to === matches.length;
      tools.querySelector('.found').textContent =
        matches.length === 0
          ? 'None of the answers that changed.'
          : `${place}${isAll ? '' : ` (${count(flips.length)} in all)`}`;
      rest.textContent = to - from === flips.length ? '' : `Answers ${place}; all that changed are in report.json.`;
    }

    function rowOf(flip) {
      const row = blank.cloneNode(true);
      const { word, sign, tone } = kinds[flip.kind];
      const said = { ...flip, word, sign };
      row.className = `tone-${tone}`;
      row.querySelectorAll('[data-field]').forEach((place) => {
        place.textContent = said[place.dataset.field];
      });
      row.querySelector('[data-label="Candidate"]').classList.toggle('unanswered', !flip.isAnswered);
      const source = pictures[flip.picture] ?? '';
      if (source.startsWith('data:image/')) row.querySelector('.picture').append(pictureOf(source, flip.alt));
      return row;
    }
  }

  function pictureOf(source, alt) {
    const picture = document.createElement('img');
    return Object.assign(picture, { loading: 'lazy', decoding: 'async', width: 72, height: 72, alt, src: source });
  }
})();

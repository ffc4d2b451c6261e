import { expect, test } from 'vitest';
import { InstalledBuilds } from './installed-builds.ts';

const one = { appId: 'app', buildId: 'one' };
const other = { appId: 'app', buildId: 'other' };
const beside = { appId: 'beside', buildId: 'beside' };

test('finished launches count from the installation on', () => {
  const builds = new InstalledBuilds();
  expect(builds.launchesOf(one)).toBe(null);
  builds.finished(one);
  expect(builds.launchesOf(one)).toBe(null);
  builds.installed(one);
  expect(builds.launchesOf(one)).toBe(0);
  builds.finished(one);
  builds.finished(one);
  expect(builds.launchesOf(one)).toBe(2);
  builds.installed(one);
  expect(builds.launchesOf(one)).toBe(0);
  builds.forget(one);
  expect(builds.launchesOf(one)).toBe(null);
});

test('a build takes the place of another of its app, and leaves the others', () => {
  const builds = new InstalledBuilds();
  for (const build of [one, beside]) {
    builds.installed(build);
    builds.finished(build);
  }
  builds.installed(other);
  expect([one, other, beside].map((build) => builds.launchesOf(build))).toEqual([null, 0, 1]);
});

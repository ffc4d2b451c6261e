/** Test support: what every publisher over a REST API does where its service or its job refuses, or does not answer. */
import { expect, test } from 'vitest';
import type { FakeService } from './fake-service.fixture.ts';
import type { MeasuredRuns } from './measured-runs.fixture.ts';

type RestPublisher = Pick<MeasuredRuns, 'environment' | 'limit'> & {
  /** `GitHub`. */
  readonly name: string;
  readonly service: FakeService;
  readonly publish: (...argv: readonly string[]) => ReturnType<MeasuredRuns['bench']>;
  /** The comments that are there. */
  readonly comments: () => readonly { readonly body: string }[];
  readonly addressVariable: string;
  /** Where the comment is: `pull request 7`. */
  readonly place: string;
  /** The option that leaves the comment alone. */
  readonly commentOnly: string;
  /** How the API calls comments, and the method that edits one. */
  readonly noun: string;
  readonly edit: 'PATCH' | 'PUT';
  /** What it asks to conclude a check or status that was not begun. */
  readonly conclude: RegExp;
};

export function refusalContract(publisher: RestPublisher): void {
  const { name, service, publish, environment, limit, addressVariable, place, commentOnly, noun, edit } = publisher;
  const anyComment = new RegExp(noun);

  test('a service that does not answer is given up after a few tries, with exit code 4', async () => {
    limit.timeoutMs = 30;
    for (let index = 0; index < 5; index += 1) service.faults.push({ on: anyComment, fault: { kind: 'hang' } });
    const { code, err } = await publish('failed', commentOnly);
    expect(code).toBe(4);
    expect(err).toMatch(
      new RegExp(
        String.raw`^error: Could not read the comments on ${place}: ${name} at \S+ did not answer: not within 0\.0 s\.\n {2}The decision stands\.`,
      ),
    );
  });

  test('an answer that never ends is given up at its longest, and asked for once', async () => {
    limit.mostBytes = 100_000;
    service.faults.push({ on: anyComment, fault: { kind: 'flood' } });
    const { code, err } = await publish('failed', commentOnly);
    expect(code).toBe(4);
    expect(err).toMatch(
      /^error: Could not read the comments .* answered with more than 100\.0 kB, which is longer than any answer/,
    );
    expect(service.requests.filter((asked) => anyComment.test(asked))).toHaveLength(1);
  });

  test.each([
    ['no run', [], /No run was named\.\n {2}Name a run, or add --announce or --abandon with --suite\./],
    ['two things at once', ['failed', '--announce', '--suite', 'latency'], /exclude each other\./],
    ['a run beside the end of one', ['failed', '--abandon', '--suite', 'latency'], /exclude each other\./],
    ['an announcement of no suite', ['--announce'], /No suite was named\./],
    ['a run that is not there', ['nothing'], /There is no run or baseline "nothing"\./],
    ['an address that is none', ['failed', '--report-url', 'javascript:alert(1)'], /--report-url cannot be /],
  ] as const)('%s is refused with a remedy before anything is published', async (_what, argv, message) => {
    const { code, err } = await publish(...argv);
    expect(code).toBe(2);
    expect(err).toMatch(message);
    expect(err).toMatch(/\n {2}\S/);
    expect(service.requests).toEqual([]);
  });

  test.each([
    ['http://evil.example/p4ss', /is not a safe address\.\n {2}It must be an address that begins with https/],
    ['http://me:p4ss@evil.example', /is not a safe address\./],
    ['https://me:p4ss@git.example/api', /has a user or a password in it.*\n {2}Leave them out/],
    ['https://git.example/api?token=p4ss', /has a query or a fragment in it.*\n {2}Leave out/],
    ['https://git.example/api#p4ss', /has a query or a fragment in it/],
  ] as const)('the token does not go to %s, which no output shows', async (address, message) => {
    environment[addressVariable] = address;
    const { code, err } = await publish('failed');
    expect(code).toBe(2);
    expect(err).toMatch(new RegExp(`^error: ${addressVariable} ${message.source}`));
    expect(err).not.toContain('p4ss');
    expect(service.requests).toEqual([]);
  });

  test('what is no answer of the API is no success, whatever its status', async () => {
    await publish('failed');
    const page = { kind: 'answer', status: 200, message: 'Please log in' } as const;
    service.faults.push({ on: new RegExp(`^${edit} .*${noun}`), fault: page }, { on: publisher.conclude, fault: page });
    const { code, err } = await publish('passed');
    expect(code).toBe(4);
    const failure = String.raw`the answer does not come from the REST API of ${name}\.\n {2}Check ${addressVariable}`;
    expect(err.match(new RegExp(failure, 'g'))).toHaveLength(2);
  });

  test.each([
    [[], 1],
    [['--comment', 'never'], 0],
  ] as const)('with %j a comment that somebody deleted after it was found ends as %i', async (options, left) => {
    await publish('failed');
    service.faults.push({ on: new RegExp(`^(${edit}|DELETE) .*${noun}`), fault: { kind: 'deleted' } });
    expect(await publish('passed', ...options)).toMatchObject({ code: 0, err: '' });
    expect(publisher.comments()).toHaveLength(left);
  });

  test.each([
    ['failed', 'passed'],
    ['passed', 'failed'],
  ] as const)(
    'of the comments that jobs make at once, %s before %s, that of the later run is left',
    async (first, second) => {
      await publish(first);
      const [{ body } = { body: '' }] = publisher.comments();
      await publish(first, '--comment', 'never');
      service.faults.push({ on: new RegExp(`^POST .*${noun}`), fault: { kind: 'forestalled', body: { body } } });
      expect(await publish(second, commentOnly)).toMatchObject({ code: 0, err: '' });
      expect(publisher.comments()).toEqual([expect.objectContaining({ body: expect.stringMatching(/ May merge: /) })]);
      const last = first === 'failed' ? 'last two: ✕ **✓**' : 'May merge';
      expect(publisher.comments()[0]?.body).toContain(last);
    },
  );

  test('a comment that is found and cannot be edited is given up', async () => {
    await publish('failed');
    const gone = { kind: 'answer', status: 404, message: 'Not Found' } as const;
    for (let index = 0; index < 5; index += 1) {
      service.faults.push({ on: new RegExp(`^${edit} .*${noun}`), fault: gone });
    }
    const { code, err } = await publish('passed', commentOnly);
    expect(code).toBe(2);
    expect(err).toMatch(new RegExp(`^error: Could not update the comment on ${place}: ${name} answered 404`));
    expect(service.faults).toEqual([]);
  });

  test('an answer that repeats the token does not print it', async () => {
    const message = `${'x'.repeat(196)}t0ken t0ken`;
    service.faults.push({ on: anyComment, fault: { kind: 'answer', status: 400, message } });
    expect((await publish('failed', commentOnly)).err).not.toContain('t0k');
  });
}

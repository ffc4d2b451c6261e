import { expect, test } from 'vitest';
import { hello, iteration, load, plan } from '#devices/agent/events.fixture.ts';
import { readEvents } from '#devices/agent/events.ts';
import type { AgentEvent, DoneEvent } from '#devices/agent/protocol.ts';
import { AgentError } from './agent-error.ts';
import { EventLog } from './event-log.ts';
import type { EventSink } from './event-sink.ts';

/** A disk that is full once it holds so many bytes, and has some room more when the spare is given back. */
class FullDisk implements EventSink {
  bytes = Buffer.alloc(0);
  #room: number;
  readonly #code: string;

  constructor(room: number, code = 'ENOSPC') {
    this.#room = room;
    this.#code = code;
  }

  write(more: Uint8Array): number {
    const fitting = more.subarray(0, this.#room - this.bytes.length);
    if (fitting.length === 0) throw Object.assign(new Error('write'), { code: this.#code });
    this.bytes = Buffer.concat([this.bytes, fitting]);
    return fitting.length;
  }

  truncate(bytes: number): void {
    this.bytes = this.bytes.subarray(0, bytes);
  }

  freeSpare(): void {
    this.#room += 1000;
  }

  close(): void {}
}

/** As far as the disk lets the app come, and what it gives up with. */
function fill(disk: FullDisk): unknown {
  const log = new EventLog(disk);
  try {
    for (const event of [hello, load, ...Array.from({ length: 100 }, (_, index) => iteration(index, 7))]) {
      // Fixtures are plain objects, for tests that need wrong ones.
      log.append(event as unknown as Exclude<AgentEvent, DoneEvent>);
      log.flush();
    }
    return null;
  } catch (error) {
    if (error instanceof AgentError) log.giveUp(error.code, error.message);
    return error;
  }
}

test.each([1400, 1700, 2222])('a disk that is full after %s bytes is named, after whole lines only', (room) => {
  const disk = new FullDisk(room);
  expect(fill(disk)).toMatchObject({ code: 'STORAGE_FULL' });
  expect(readEvents(disk.bytes, { ...plan, sustainForMs: 1 })).toMatchObject({
    kind: 'broken',
    code: 'AGENT_STORAGE_FULL',
    recorded: { loads: [{ cache: 'cold' }], iterations: expect.arrayContaining([expect.anything()]) },
  });
});

test('a file that cannot be written for another reason is no full disk', () => {
  expect(fill(new FullDisk(1400, 'EIO'))).toMatchObject({ code: 'INTERNAL' });
});

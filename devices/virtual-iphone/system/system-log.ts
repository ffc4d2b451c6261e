import { EventEmitter } from 'node:events';

const MAX_LINE_LENGTH = 8_192;

/** The phone's log. Lines go to whoever listens; nothing is kept. */
export class SystemLog extends EventEmitter<{ line: [string] }> {
  readonly #host: string;

  constructor(host: string) {
    super({ captureRejections: false });
    this.setMaxListeners(0);
    this.#host = host;
  }

  write(process: string, pid: number, message: string): void {
    const time = new Date().toISOString().replace('T', ' ').replace('Z', '');
    this.emit('line', `${time} ${this.#host} ${process}[${pid}] <Notice>: ${message.slice(0, MAX_LINE_LENGTH)}`);
  }
}

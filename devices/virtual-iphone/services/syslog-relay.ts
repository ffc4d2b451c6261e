import type { Service } from './service.ts';

/** The log as text from now on, each line ended by a newline and a zero byte. */
export const syslogRelay: Service = async ({ system, socket, reader }) => {
  const relay = (line: string): void => {
    if (socket.writable) socket.write(`${line}\n\0`);
  };
  system.log.on('line', relay);
  try {
    await reader.untilClosed();
  } finally {
    system.log.off('line', relay);
  }
};

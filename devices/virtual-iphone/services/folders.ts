import { serveAfc } from './afc.ts';
import type { Service } from './service.ts';

/** The shared media folder, where packages are staged. */
export const media: Service = ({ system, socket, reader }) =>
  serveAfc(socket, reader, { root: system.mediaFolder, visible: null, isFull: () => system.faults.isStorageFull });

export const crashReports: Service = ({ system, socket, reader }) =>
  serveAfc(socket, reader, { root: system.crashFolder, visible: null, isFull: () => system.faults.isStorageFull });

/** Reports are always in their folder, so there is nothing to move: the client only waits for this word. */
export const crashReportMover: Service = async ({ socket, reader }) => {
  socket.write('ping\0');
  await reader.untilClosed();
};

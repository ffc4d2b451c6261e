/** The app of this machine: it runs the model of the build that it was installed for. */
import { runHostApp } from './host-app.ts';

await runHostApp(process.cwd());

/** What lies in the folder of an installed build, for the harness that fills it and the app that reads it. */

/** Version of the build and what it is to run on, as JSON. */
export const APP_FILE = 'app.json';
export const MODEL_FOLDER = 'model';
/** Where the app and the harness exchange files. */
export const DOCUMENTS_FOLDER = 'Documents';

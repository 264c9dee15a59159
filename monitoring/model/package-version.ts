import { version } from '../../package.json';

/** The version of this copy of the package. */
export const PACKAGE_VERSION: string = version;

// n8n is installed without build scripts, so that SQLite's binding is not there; n8n's agent node asks for it when
// it is loaded, for a kind of agent that no test uses.
const Module = require('node:module');

const load = Module._load;
Module._load = function (request, ...more) {
	return request === 'sqlite3' ? {} : load.call(this, request, ...more);
};

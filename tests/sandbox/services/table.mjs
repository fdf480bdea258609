// Every outside service the sandbox stands in for. A new one is a file beside this and a row here.
//
//   name       what the fault table, the violations and the pages call it
//   contracts  files of the contracts folder it can check requests with
//   create     ({name, options, faults, violations, contracts}) => {
//                endpoints: [{mount, maximum_body, refusals?, handle}]   the service's HTTP interface; its faults wrap this
//                routes:    [{method, path, handle}]                     pages and JSON for developers and tests; never faulty
//                listeners: [{start, stop}]                              other protocols; start() gives a line to print
//                links:     [{path, title}] }                            shown on the home page
//
// An endpoint's handle takes {method, path, query, headers, body, lost} and gives {status, headers, body}.
// `path` is without the mount; `body` is a Buffer, or null when it was larger than maximum_body;
// with `lost` it answers as if all were well and does nothing.
import { createMailService } from './mail.mjs';
import { createXService } from './x.mjs';

export const SERVICES = [
  { name: 'mail', title: 'Mail', about: 'SendGrid at /sendgrid, SMTP, and the mailbox at /mailbox', contracts: ['sendgrid.json'], create: createMailService },
  { name: 'x', title: 'X', about: 'OAuth 2.0 and the account it is about at /x', contracts: [], create: createXService },
];

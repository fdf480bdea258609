// Mail: two ways in, SendGrid and SMTP, and one mailbox where everything ends.
import path from 'node:path';
import { openMailbox } from './mail/mailbox.mjs';
import { createMailboxRoutes } from './mail/mailbox_routes.mjs';
import { createSendgridEndpoint } from './mail/sendgrid.mjs';
import { createSmtpListener } from './mail/smtp.mjs';

export function createMailService({ name, options, clock, faults, violations, contracts }) {
  const mailbox = openMailbox(path.join(options.state_folder, 'mailbox'), clock);
  const smtp = options.smtp_port === null ? [] : [createSmtpListener({ name, port: options.smtp_port, mailbox, faults })];
  return {
    endpoints: [createSendgridEndpoint({ name, mailbox, violations, contract: contracts.find('sendgrid.json') })],
    routes: createMailboxRoutes(mailbox),
    listeners: smtp,
    links: [{ path: '/mailbox', title: 'Mailbox' }],
  };
}

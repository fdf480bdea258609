// SMTP without TLS, any log-in or none. A fault meets a mail at MAIL FROM, before its text is sent.
import { simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';

const ADDRESS = '127.0.0.1';
const MAXIMUM_SIZE = 30 * 1024 * 1024;
const CLOSE_TIMEOUT_MS = 200;

// 4xx asks the sender to come back, 5xx to give up: one of each, so that both can be tried.
const REFUSALS = {
  rate_limited: { code: 451, message: '4.7.1 too many messages, try again later' },
  error: { code: 554, message: '5.3.0 transaction failed' },
};
const TOO_LARGE = { code: 552, message: '5.3.4 message too large' };

const replyError = ({ code, message }) => Object.assign(new Error(message), { responseCode: code });

function headersOf(parsed) {
  const headers = {};
  for (const { key, line } of parsed.headerLines) {
    const value = line.slice(line.indexOf(':') + 1).replace(/\r?\n(?=[ \t])/g, '').trim();
    headers[key] = key in headers ? `${headers[key]}\n${value}` : value;
  }
  return headers;
}

function mailOf(parsed, envelope) {
  return {
    via: 'smtp',
    from: parsed.from?.value[0]?.address || envelope.mailFrom.address || '',
    to: envelope.rcptTo.map((recipient) => recipient.address),
    subject: parsed.subject ?? '',
    text: parsed.text ?? null,
    html: parsed.html || null,
    headers: headersOf(parsed),
  };
}

export function createSmtpListener({ name, port, mailbox, faults }) {
  const lost_sessions = new WeakSet();
  const sockets = new Map();

  function onMailFrom(address, session, reply) {
    faults.apply(name, {
      destroy: () => sockets.get(session.remotePort)?.destroy(),
      refuse: (mode) => reply(replyError(REFUSALS[mode])),
      proceed: ({ lost }) => {
        if (lost) lost_sessions.add(session);
        else lost_sessions.delete(session);
        reply();
      },
    });
  }

  async function receive(stream, session) {
    // No conversions: the mailbox shows the parts as they were sent.
    const parsed = await simpleParser(stream, { skipHtmlToText: true, skipTextToHtml: true, skipImageLinks: true });
    if (stream.sizeExceeded) throw replyError(TOO_LARGE);
    if (!lost_sessions.has(session)) mailbox.add(mailOf(parsed, session.envelope));
  }

  const server = new SMTPServer({
    name: 'sandbox',
    banner: 'nothing leaves this machine',
    hideSTARTTLS: true,
    disabledCommands: ['STARTTLS'],
    disableReverseLookup: true,
    authOptional: true,
    allowInsecureAuth: true,
    size: MAXIMUM_SIZE,
    closeTimeout: CLOSE_TIMEOUT_MS,
    onAuth: (credentials, session, reply) => reply(null, { user: credentials.username ?? 'anyone' }),
    onMailFrom,
    onData: (stream, session, reply) => { receive(stream, session).then(() => reply(), reply); },
  });
  // The library tells a session's port but not its socket, which the fault "down" has to cut.
  server.server.on('connection', (socket) => {
    sockets.set(socket.remotePort, socket);
    socket.once('close', () => sockets.delete(socket.remotePort));
  });

  return {
    start: () => new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, ADDRESS, () => {
        server.off('error', reject);
        // A client that hangs up in the middle of a mail is no fault of ours.
        server.on('error', (error) => { if (error.code !== 'ECONNRESET') console.error(`sandbox: smtp: ${error.message}`); });
        resolve(`smtp: ${ADDRESS}:${server.server.address().port}`);
      });
    }),
    stop: () => new Promise((resolve) => { server.close(() => resolve()); }),
  };
}

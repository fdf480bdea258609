// The least of an SMTP client: says its lines in turn and gives the reply to each, the greeting first.
// Stops at the first refusal; a cut connection counts as the reply 'cut off'.
import net from 'node:net';
import readline from 'node:readline';

function connect(port) {
  const socket = net.connect(port, '127.0.0.1');
  const reader = readline.createInterface({ input: socket });
  const lines = reader[Symbol.asyncIterator]();
  socket.on('error', () => {});
  socket.on('close', () => reader.close());

  // The last line of a reply has a space after its code.
  async function reply() {
    for (let next = await lines.next(); !next.done; next = await lines.next()) {
      if (/^\d{3} /.test(next.value)) return next.value;
    }
    return 'cut off';
  }
  return { reply, say: (line) => socket.write(`${line}\r\n`), end: () => socket.end() };
}

const authPlain = ({ user, password }) => `AUTH PLAIN ${Buffer.from(`\0${user}\0${password}`).toString('base64')}`;

export async function sendBySmtp(port, { from, to, lines, login }) {
  const connection = connect(port);
  const steps = [
    'EHLO test.example',
    ...(login ? [authPlain(login)] : []),
    `MAIL FROM:<${from}>`,
    ...to.map((address) => `RCPT TO:<${address}>`),
    'DATA',
    [...lines, '.'].join('\r\n'),
  ];
  const replies = [await connection.reply()];
  for (const step of steps) {
    connection.say(step);
    replies.push(await connection.reply());
    if (!/^[23]/.test(replies.at(-1))) break;
  }
  connection.end();
  return replies;
}

// The mailbox: one JSON file per mail, numbered upwards, and the same mails in memory. A mail is
// {id, received_at, from, to, subject, text, html, headers, via}; `to` holds every recipient, also cc and bcc.
import fs from 'node:fs';
import path from 'node:path';

const MAXIMUM_MAILS = 10_000;
const FILE_NAME = /^([1-9]\d*)\.json$/;

function loadMails(folder) {
  const numbers = fs.readdirSync(folder).map((file) => FILE_NAME.exec(file)?.[1]).filter(Boolean).map(Number);
  return numbers.sort((a, b) => a - b).map((number) => JSON.parse(fs.readFileSync(path.join(folder, `${number}.json`), 'utf8')));
}

export function openMailbox(folder, clock) {
  fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
  const mails = loadMails(folder);
  let last_id = mails.at(-1)?.id ?? 0;

  const fileOf = (id) => path.join(folder, `${id}.json`);

  // A reader of the folder must never see half a mail, hence the rename.
  function write(mail) {
    const draft = path.join(folder, `${mail.id}.draft`);
    fs.writeFileSync(draft, `${JSON.stringify(mail, null, 2)}\n`, { mode: 0o600 });
    fs.renameSync(draft, fileOf(mail.id));
  }

  return {
    add({ via, from, to, subject, text, html, headers }) {
      last_id += 1;
      const mail = { id: last_id, received_at: new Date(clock.now()).toISOString(), from, to, subject, text, html, headers, via };
      write(mail);
      mails.push(mail);
      if (mails.length > MAXIMUM_MAILS) fs.rmSync(fileOf(mails.shift().id), { force: true });
      return mail;
    },
    find: (id) => mails.find((mail) => String(mail.id) === id) ?? null,
    // Newest first; `accepts` is asked for each recipient in lower case.
    list: (accepts) => mails.filter((mail) => mail.to.some((address) => accepts(address.toLowerCase()))).reverse(),
    clear() {
      for (const mail of mails.splice(0)) fs.rmSync(fileOf(mail.id), { force: true });
    },
  };
}

// A valid mail, and changes to it.
export const codeMail = (changes = {}) => ({
  personalizations: [{ to: [{ email: 'ann@example.com' }] }],
  from: { email: 'no-reply@gem.example', name: 'Gem' },
  subject: 'Your code',
  content: [
    { type: 'text/plain', value: 'Your code is 123456' },
    { type: 'text/html', value: '<p>Your code is <b>123456</b></p>' },
  ],
  ...changes,
});

export const mailTo = (...addresses) => codeMail({ personalizations: [{ to: addresses.map((email) => ({ email })) }] });

export const SMTP_MAIL = {
  from: 'bounce@gem.example',
  to: ['ann@example.com', 'hidden@example.com'],
  lines: [
    'From: Gem <no-reply@gem.example>',
    'To: Ann <ann@example.com>',
    'Subject: =?utf-8?B?R3LDvMOfZQ==?=',
    'Message-ID: <1@gem.example>',
    'X-Folded: first',
    ' second',
    'MIME-Version: 1.0',
    'Content-Type: multipart/alternative; boundary="part"',
    '',
    '--part',
    'Content-Type: text/plain; charset=utf-8',
    '',
    'Code 654321',
    '..begins with a dot',
    '--part',
    'Content-Type: text/html; charset=utf-8',
    '',
    '<p>Code <b>654321</b></p>',
    '--part--',
  ],
};

// What can become of a message to the platform. A delivery comes from deliveries.mjs: send() ends when the platform has
// taken the message or the tries are used up, forge() is one try with a wrong signature.
async function duplicate(delivery) {
  await Promise.all([delivery.send(), delivery.send()]);
  if (delivery.random() < 0.5) await delivery.send();
}

export const DELIVERY_MODES = [
  { mode: 'none', title: 'sent at once', apply: (delivery) => delivery.send() },
  { mode: 'lost', title: 'never sent', apply: (delivery) => delivery.lose() },
  { mode: 'duplicate', title: 'sent two or three times', apply: duplicate },
  { mode: 'reordered', title: 'sent after the next one', apply: (delivery, fault) => delivery.hold(fault.delay_ms) },
  { mode: 'late', title: 'sent late', apply: (delivery, fault) => delivery.wait(fault.delay_ms).then(delivery.send) },
  { mode: 'wrong_signature', title: 'wrong signature first', apply: (delivery) => delivery.forge().then(delivery.send) },
];

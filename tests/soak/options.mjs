// The command line of a run: {payments, seed, minutes}.
const OPTIONS = {
  '--payments': { name: 'payments', least: 20 },
  '--seed': { name: 'seed', least: 0 },
  '--minutes': { name: 'minutes', least: 1 },
};

export function readOptions(words) {
  const options = { payments: 2000, seed: Date.now() % 1_000_000, minutes: 30 };
  for (let place = 0; place < words.length; place += 2) {
    const option = OPTIONS[words[place]];
    const value = Number(words[place + 1]);
    if (option === undefined) throw new RangeError(`${words[place]} is not known`);
    const isRight = Number.isInteger(value) && value >= option.least;
    if (!isRight) throw new RangeError(`${words[place]} wants a whole number, ${option.least} at least`);
    options[option.name] = value;
  }
  return options;
}

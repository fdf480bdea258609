// Contestants take turns, A B C A B C …, so that whatever else the machine does falls upon all of them.
import { finished, progress } from './progress.mjs';

export function median(numbers) {
  const sorted = [...numbers].sort((left, right) => left - right);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/**
 * contestants: [{name, measure(seconds) → {rate, unanswered, refused}}] → [{name, rate, rates, turns, wrong}]; turns is what measure gave.
 * A first short turn for each warms caches and pools and is not counted.
 */
export async function takeTurns(title, contestants, { rounds, seconds }) {
  const results = contestants.map(({ name }) => ({ name, turns: [], wrong: 0 }));
  for (let round = 0; round <= rounds; round += 1) {
    for (const [index, contestant] of contestants.entries()) {
      const measured = await contestant.measure(round === 0 ? 1 : seconds);
      if (round === 0) continue;
      results[index].turns.push(measured);
      results[index].wrong += measured.unanswered + measured.refused;
      progress(`${title}: round ${round} of ${rounds}, ${contestant.name}`);
    }
  }
  finished(`${title}: ${rounds} rounds of ${contestants.length} contestants`);
  return results.map((result) => {
    const rates = result.turns.map(({ rate }) => rate);
    return { ...result, rates, rate: median(rates) };
  });
}

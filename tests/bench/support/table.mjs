// The one table at the end: medians, ratios to the ceiling, ours over each peer, and what was hoped for.

const fixed = (value) => (value >= 10 ? value.toFixed(1) : value.toFixed(2));
const perSecond = (rate) => Math.round(rate).toLocaleString('en');

/** Rows of a workload: [contestant, per second, ÷ ceiling, ours ÷ it, goal, met]. */
function rowsOf({ workload, results }) {
  const rate = (name) => results.find((result) => result.name === name)?.rate;
  return results.map(({ name, rate: own, wrong }) => {
    const goals = workload.goals.filter((goal) => (goal.over === workload.ceiling ? goal.of === name : goal.over === name));
    const judged = goals.filter((goal) => rate(goal.over) !== undefined)
      .map((goal) => ({ text: `≥ ${goal.at_least}${goal.over === workload.ceiling ? ' of ceiling' : ' ×'}`, met: rate(goal.of) / rate(goal.over) >= goal.at_least }));
    const us = workload.ours[0];
    const isPeer = !name.startsWith('Gem') && name !== workload.ceiling && !name.startsWith('nginx');
    return {
      name, rate: own, to_ceiling: own / rate(workload.ceiling), ours_over: isPeer ? rate(us) / own : null, wrong,
      goal: judged.map((goal) => goal.text).join(', '), met: judged.length ? judged.every((goal) => goal.met) : null,
    };
  });
}

const mark = (met) => (met === null || met === undefined ? '' : met ? '✓' : '✗');

function print(lines, alignRight) {
  const widths = lines[0].map((_, column) => Math.max(...lines.map((line) => line[column].length)));
  return lines.map((line) => line.map((cell, column) => (alignRight.includes(column) ? cell.padStart(widths[column]) : cell.padEnd(widths[column]))).join('  ').trimEnd());
}

/** measured: [{workload, results, note} or {workload, facts}] → {text, json} */
export function summarise(measured, machine, skipped) {
  const lines = [['workload', 'contestant', 'per second', '÷ ceiling', 'ours ÷ it', 'goal', '']];
  const json = [];
  for (const one of measured) {
    const { workload } = one;
    for (const fact of one.facts ?? []) lines.push([workload.title, fact.what, fact.value, '', '', fact.goal ?? '', mark(fact.met)]);
    if (one.facts) {
      json.push({ workload: workload.title, facts: one.facts, ...one.measured });
      continue;
    }
    const rows = rowsOf(one);
    for (const row of rows) {
      const wrong = row.wrong ? ` (${row.wrong} wrong!)` : '';
      lines.push([workload.title, row.name + wrong, perSecond(row.rate), fixed(row.to_ceiling), row.ours_over ? `${fixed(row.ours_over)} ×` : '', row.goal, mark(row.met)]);
    }
    json.push({ workload: workload.title, note: one.note, ceiling: workload.ceiling, rows: rows.map((row, index) => ({ ...row, rates: one.results[index].rates })) });
  }
  const rule = (line, index) => (index === 1 || (index > 1 && lines[index][0] !== lines[index - 1][0]) ? [''] : []).concat(line);
  const text = print(lines, [2, 3, 4]).flatMap(rule);
  const notes = measured.filter((one) => one.note).map((one) => `${one.workload.title}: ${one.note}.`);
  const missing = skipped.map(({ name, why }) => `Skipped ${name}: ${why}`);
  return { text: [...text, '', ...notes, ...missing, machine].join('\n'), json: { machine, skipped, workloads: json } };
}

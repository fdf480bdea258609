// Requests that broke a service's rules. Tests read the list and expect it to be empty.
const MAXIMUM_VIOLATIONS = 1000;

export function createViolations() {
  const list = [];
  return {
    all: () => list,
    clear: () => list.splice(0),
    record({ service, method, path, status, problems }) {
      list.push({ recorded_at: new Date().toISOString(), service, method, path, status, problems });
      if (list.length > MAXIMUM_VIOLATIONS) list.shift();
    },
  };
}

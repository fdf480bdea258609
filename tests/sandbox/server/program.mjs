// Builds the program: every service of the table, behind one HTTP server and one fault machinery.
import { createContracts } from './contract.mjs';
import { createControlRoutes } from './control.mjs';
import { createFaults } from './faults.mjs';
import { createHttpServer } from './http.mjs';
import { createViolations } from './violations.mjs';
import { SERVICES } from '../services/table.mjs';

function contractNotes(contracts) {
  return SERVICES.flatMap((service) => service.contracts.map((file) => (contracts.find(file)
    ? `${service.name}: requests are checked against ${file}`
    : `${service.name}: no contract ${file}, requests get the plain checks only`)));
}

export async function startSandbox(options) {
  const faults = createFaults(SERVICES.map((service) => service.name));
  const violations = createViolations();
  const contracts = createContracts(options.contracts_folder);

  const running = SERVICES.map((service) => ({
    ...service,
    ...service.create({ name: service.name, options, faults, violations, contracts }),
  }));
  const endpoints = running.flatMap((service) => service.endpoints.map((endpoint) => ({ ...endpoint, service: service.name })));
  const routes = [...createControlRoutes({ services: running, faults, violations }), ...running.flatMap((service) => service.routes)];
  const http = createHttpServer({ routes, endpoints, faults });
  const listeners = [...running.flatMap((service) => service.listeners), http];

  const notes = contractNotes(contracts);
  async function stop() {
    await Promise.all(listeners.map((listener) => listener.stop()));
  }
  try {
    for (const listener of listeners.filter((each) => each !== http)) notes.push(await listener.start());
    return { address: await http.start(options.port), notes, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

// Builds the program: every service of the table, behind one HTTP server and one fault machinery.
import { createClock } from './clock.mjs';
import { createContracts } from './contract.mjs';
import { createControlRoutes } from './control.mjs';
import { createDeliveries } from './deliveries.mjs';
import { createFaults, FAULT_MODES } from './faults.mjs';
import { createHttpServer } from './http.mjs';
import { createRandom } from './random.mjs';
import { createViolations } from './violations.mjs';
import { SERVICES } from '../services/table.mjs';

function contractNotes(contracts) {
  return SERVICES.flatMap((service) => service.contracts.map((file) => (contracts.find(file)
    ? `${service.name}: requests are checked against ${file}`
    : `${service.name}: no contract ${file}, requests get the plain checks only`)));
}

const faultsOf = (service) => service.faults ?? { [service.name]: FAULT_MODES };

export async function startSandbox(options) {
  const clock = createClock(options.clock_file);
  const random = createRandom(options.seed);
  const faults = createFaults(new Map(SERVICES.flatMap((service) => Object.entries(faultsOf(service)))), random);
  const deliveries = createDeliveries({
    services: SERVICES.filter((service) => service.delivers).map((service) => service.name),
    platform: options.platform, first_pause_ms: options.delivery_pause_ms, clock, random,
  });
  const violations = createViolations();
  const contracts = createContracts(options.contracts_folder);

  const running = SERVICES.map((service) => ({
    ...service,
    fault_names: Object.keys(faultsOf(service)),
    ...service.create({ name: service.name, options, clock, faults, deliveries, violations, contracts }),
  }));
  const endpoints = running.flatMap((service) => service.endpoints.map((endpoint) => ({ fault: service.name, ...endpoint })));
  const routes = [...createControlRoutes({ services: running, faults, deliveries, violations }), ...running.flatMap((service) => service.routes)];
  const http = createHttpServer({ routes, endpoints, faults });
  const listeners = [...running.flatMap((service) => service.listeners), http];

  const notes = contractNotes(contracts);
  async function stop() {
    deliveries.stop();
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

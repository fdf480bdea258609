// Errors in Stripe's form. `broken` marks those that a right program never causes: they count as violations.
import { json } from '../../server/answer.mjs';

export class Refusal extends Error {
  constructor(status, { type = 'invalid_request_error', code, param, message, broken = false }) {
    super(message);
    this.status = status;
    this.body = { error: { type, ...(code && { code, doc_url: `https://stripe.com/docs/error-codes/${code.replaceAll('_', '-')}` }), message, ...(param && { param }) } };
    this.broken = broken;
  }

  answer() {
    return json(this.status, this.body);
  }
}

export const missing = (kind, id, param) => new Refusal(404, { code: 'resource_missing', param, message: `No such ${kind}: '${id}'` });

// An error in Shippo's form: {detail: …} or {field: [messages]}.
import { json } from '../../server/answer.mjs';

export class Refusal extends Error {
  constructor(status, body) {
    super(JSON.stringify(body));
    this.status = status;
    this.body = body;
  }

  answer() {
    return json(this.status, this.body);
  }
}

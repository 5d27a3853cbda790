/** Thrown if the service cannot start. Its message is one line for the operator, without secrets. */
export class StartError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'StartError';
    // The message is enough for the operator; a stack trace would only hide it.
    delete this.stack;
  }
}

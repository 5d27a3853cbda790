/** Thrown if the service cannot start. The message is one line for the operator and contains no secret. */
export class StartError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'StartError';
    // The stack would add nothing to the message.
    delete this.stack;
  }
}

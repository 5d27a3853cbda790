/** The service cannot start, in one line for whoever started it; holds no secret. */
export class StartError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'StartError';
    // The message says it all.
    delete this.stack;
  }
}

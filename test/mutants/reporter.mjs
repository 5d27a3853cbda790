/** Tells the process that started Jest of each test as it ends, so that it need not wait for those after a failure. */
export default class Reporter {
  onTestCaseResult(_, { status, fullName }) {
    process.send?.({ status, name: fullName });
  }

  onTestFileResult({ path }, { testExecError }) {
    if (testExecError) process.send?.({ status: 'broken', name: `${path}: ${testExecError.message}` });
  }
}

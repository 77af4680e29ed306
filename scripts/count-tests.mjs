// The last line of a check: how many tests passed and failed, from vitest's JSON report. A file that could not even
// be loaded counts as one failure.
import { readFileSync } from 'node:fs';

const { passed, failed } = countTests(process.argv[2]);
console.log(`${passed} passed, ${failed} failed`);

function countTests(reportFile) {
  try {
    const report = JSON.parse(readFileSync(reportFile, 'utf8'));
    const notLoaded = report.testResults.filter(
      ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
    );
    return { passed: report.numPassedTests, failed: report.numFailedTests + notLoaded.length };
  } catch {
    return { passed: 0, failed: 1 };
  }
}

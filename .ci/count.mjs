// Sums what vitest and unittest say they ran, and prints it as the last line: "N passed, N failed".
// node count.mjs STATUS VITEST_JSON UNITTEST_LOG; a suite that was not reached has no file.
import { existsSync, readFileSync } from "node:fs";

const [status, vitestJson, unittestLog] = process.argv.slice(2);
const suites = [];

if (existsSync(vitestJson)) {
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, testResults } = JSON.parse(
    readFileSync(vitestJson, "utf8"),
  );
  // unittest says why it skips; vitest's names do.
  for (const { assertionResults } of testResults) {
    for (const { status, fullName } of assertionResults) {
      if (status !== "passed" && status !== "failed") console.log(`skipped: ${fullName}`);
    }
  }
  suites.push({ passed: numPassedTests, failed: numFailedTests, skipped: numPendingTests + numTodoTests });
}

if (existsSync(unittestLog)) {
  const log = readFileSync(unittestLog, "utf8");
  const ran = Number(/^Ran (\d+) tests? in /m.exec(log)?.[1] ?? 0);
  const skipped = Number(/^(?:OK|FAILED) \(.*\bskipped=(\d+)/m.exec(log)?.[1] ?? 0);
  // A test with several failing parts has a heading for each.
  const failed = new Set([...log.matchAll(/^(?:FAIL|ERROR): \S+ \((\S+?)\)/gm)].map(([, test]) => test)).size;
  suites.push({ passed: Math.max(0, ran - failed - skipped), failed, skipped });
}

const sum = (what) => suites.reduce((total, suite) => total + suite[what], 0);
// A step can fail without a test that does: the linter, a suite that does not start.
const failed = status === "0" ? sum("failed") : Math.max(1, sum("failed"));
if (sum("skipped") > 0) console.log(`${sum("skipped")} skipped; the reasons are above`);
console.log(`${sum("passed")} passed, ${failed} failed`);

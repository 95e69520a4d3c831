/// Records in the words of systems that collect logs: OCSF and OpenTelemetry.
///
/// What cannot be said in those words stands beside as it was recorded, so that nothing is lost on
/// the way. What was exported is NOT proof of anything: `jsonl` exports and receipts are.
@NullMarked
package io.legate.siem;

import org.jspecify.annotations.NullMarked;

/// Answering escalations: what people are asked, who may answer, and what an answer does.
///
/// An approver sees what it may answer and nothing else; for anything else there is no such
/// escalation. Listing reads the ledger's index of asks and never touches the path of a decision.
@NullMarked
package io.legate.answer;

import org.jspecify.annotations.NullMarked;

/// The demonstration: a company pays its suppliers' invoices through a chain of agents, each its
/// own process, and no agent is trusted to do the right thing.
///
/// Every process is this program under another role. The one that a person starts is the conductor:
/// it writes the configuration, starts the broker and the roles, gives the orchestrator its job,
/// tells what happens, and in the end compares what it finds in the systems with what should be
/// there.
@NullMarked
package io.legate.demo;

import org.jspecify.annotations.NullMarked;

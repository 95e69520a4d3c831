/// Replays recorded work of agents, and attacks on it, through a running broker.
///
/// What is replayed comes from elsewhere: suites in the form of AgentDojo (`legate replay
/// agentdojo`) and recorded runs of models on them (`legate replay traces`). `suite` reads them,
/// `recipe` makes a policy and answers' sources of what a suite says of its tools, `run` plays the
/// calls as two agents and a resource server that know nothing but client-java, and this package is
/// the command line.
@NullMarked
package io.legate.replay;

import org.jspecify.annotations.NullMarked;

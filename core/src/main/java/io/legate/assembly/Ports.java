package io.legate.assembly;

import io.legate.audit.LogSigning;
import io.legate.boundary.BoundaryLimits;
import io.legate.control.ControlState;
import io.legate.crypto.KeyParser;
import io.legate.crypto.SignatureVerifier;
import io.legate.dpop.Nonces;
import io.legate.identity.Clients;
import io.legate.issue.NodeSigning;
import io.legate.ledger.Journals;
import io.legate.policy.Conditions;
import io.legate.policy.Policies;
import io.legate.token.IdentityProvider;
import java.time.Clock;
import java.util.List;

/// Everything the use cases need from outside.
///
/// @param issuer our own identifier, exactly as it stands in tokens
/// @param node this node's number in the ledger
/// @param signing this node's keys for tokens, announced by now
/// @param logSigning this node's keys for its log
/// @param policies understands the policies that are published in the control stream
/// @param conditions compiles what boundaries say
public record Ports(
    String issuer,
    int node,
    Journals<ControlState> journals,
    NodeSigning signing,
    LogSigning logSigning,
    SignatureVerifier signatures,
    KeyParser keys,
    Nonces nonces,
    Clients clients,
    Policies policies,
    Conditions conditions,
    List<IdentityProvider> providers,
    BoundaryLimits limits,
    Bounds bounds,
    Clock clock) {
  public Ports {
    providers = List.copyOf(providers);
  }
}

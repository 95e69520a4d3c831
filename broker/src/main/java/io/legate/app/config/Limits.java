package io.legate.app.config;

import io.legate.crypto.CompactJws;
import io.legate.edge.FailureLimits;
import io.legate.task.SightingBounds;
import java.time.Duration;

/// How much of anything there may be.
///
/// @param requestBytes of one request's body or message
/// @param tokenBytes of one token, statement or assertion
/// @param depth of the deepest hop; the root is 0
/// @param permissions in one boundary
/// @param arguments of one action
/// @param taskLifetime from opening to the task's end
/// @param hopLifetime from issuance to the hop's end
/// @param instanceLifetime of one token instance
/// @param executeWithin from an ALLOW to the beginning of its execution
/// @param requestsPerTask request ids that one task remembers of each client
/// @param sightings of the values that one task has met
/// @param newKeysPerHour keys that it did not register, shown by one client for the first time
/// @param idleTimeout after which a silent connection is closed
/// @param drainTimeout how long a stopping broker waits for calls under way
/// @param flood how much may come in before it is known whose it is
public record Limits(
    int requestBytes,
    int tokenBytes,
    int depth,
    int permissions,
    int arguments,
    Duration taskLifetime,
    Duration hopLifetime,
    Duration instanceLifetime,
    Duration executeWithin,
    int requestsPerTask,
    int newKeysPerHour,
    SightingBounds sightings,
    Duration idleTimeout,
    Duration drainTimeout,
    Flood flood) {

  /// What every verifier reads, those of resource servers too: a longer token could be made and
  /// shown to nobody.
  private static final int TOKEN_BYTES_CEILING = CompactJws.Form.TOKEN.charactersMax();

  /// What holds unless the configuration says otherwise.
  public static final Limits DEFAULT =
      new Limits(
          256 * 1024,
          16 * 1024,
          16,
          200,
          64,
          Duration.ofDays(1),
          Duration.ofDays(1),
          Duration.ofMinutes(5),
          Duration.ofSeconds(5),
          4096,
          64,
          SightingBounds.DEFAULT,
          Duration.ofMinutes(2),
          Duration.ofSeconds(10),
          Flood.DEFAULT);

  /// Reads the section; every key has a default and a ceiling.
  static Limits read(Section section) {
    var limits =
        new Limits(
            section.count("request_bytes", DEFAULT.requestBytes, 16 * 1024 * 1024),
            section.count("token_bytes", DEFAULT.tokenBytes, TOKEN_BYTES_CEILING),
            section.count("depth", DEFAULT.depth, 16),
            section.count("permissions", DEFAULT.permissions, 2_000),
            section.count("arguments", DEFAULT.arguments, 1_000),
            section.duration("task_lifetime", DEFAULT.taskLifetime, Duration.ofDays(90)),
            section.duration("hop_lifetime", DEFAULT.hopLifetime, Duration.ofDays(90)),
            section.duration("instance_lifetime", DEFAULT.instanceLifetime, Duration.ofHours(1)),
            section.duration("execute_within", DEFAULT.executeWithin, Duration.ofMinutes(1)),
            section.count("requests_per_task", DEFAULT.requestsPerTask, 1_000_000),
            section.count("new_keys_per_hour", DEFAULT.newKeysPerHour, 100_000),
            sightings(section),
            section.duration("idle_timeout", DEFAULT.idleTimeout, Duration.ofHours(1)),
            section.duration("drain_timeout", DEFAULT.drainTimeout, Duration.ofMinutes(5)),
            Flood.read(section));
    if (limits.tokenBytes > limits.requestBytes) {
      section.problem("token_bytes", "must not be over `request_bytes`");
    }
    section.refuseUnknown();
    return limits;
  }

  /// How much may come in before it is known whose it is.
  ///
  /// @param connections that are open at once
  /// @param connectionsPerAddress of them, from one address
  /// @param failures calls that authenticate nobody
  public record Flood(int connections, int connectionsPerAddress, FailureLimits failures) {

    static final Flood DEFAULT = new Flood(10_000, 1_000, FailureLimits.DEFAULT);

    static Flood read(Section section) {
      var usual = DEFAULT.failures;
      return new Flood(
          section.count("connections", DEFAULT.connections, 1_000_000),
          section.count("connections_per_address", DEFAULT.connectionsPerAddress, 1_000_000),
          new FailureLimits(
              section.count("failures_per_client", usual.perClient(), FailureLimits.MAX),
              section.count("failures_per_address", usual.perAddress(), FailureLimits.MAX),
              section.count("failures", usual.inAll(), FailureLimits.MAX)));
    }
  }

  private static SightingBounds sightings(Section section) {
    var usual = SightingBounds.DEFAULT;
    return new SightingBounds(
        section.count("literals", usual.literals(), 10_000),
        section.count("values_per_task", usual.perTask(), 100_000),
        section.count("values_per_field", usual.perField(), 100_000),
        section.count("values_per_record", usual.perRecord(), 1_000),
        usual.perReport());
  }
}

package io.legate.client.interop;

import io.legate.client.agent.Agent;
import io.legate.client.agent.AgentConfig;
import io.legate.client.agent.HeldHop;
import io.legate.client.agent.TaskRequest;
import io.legate.client.broker.BrokerAddress;
import io.legate.client.live.BrokerProcess;
import io.legate.client.live.Company;
import io.legate.client.live.Company.Party;
import io.legate.client.live.Permissions;
import io.legate.crypto.CompactJws;
import io.legate.json.Json;
import io.legate.json.Json.Arr;
import io.legate.json.Json.Obj;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// A broker in a process of its own, and an open task that clients which are not ours take part in.
final class Stage implements AutoCloseable {

  private static final Duration HOP = Duration.ofMinutes(30);

  private final Company company;
  private final BrokerProcess broker;
  private final Path ca;
  private final Agent orchestrator;
  private final HeldHop root;

  private Stage(Company company, BrokerProcess broker, Path ca, Agent orchestrator, HeldHop root) {
    this.company = company;
    this.broker = broker;
    this.ca = ca;
    this.orchestrator = orchestrator;
    this.root = root;
  }

  /// Starts the broker and opens the task.
  ///
  /// @param folder for keys, configuration, data and the broker's log
  static Stage open(Path folder) throws Exception {
    var company = Company.in(folder);
    var entitlement = Permissions.unconstrained("invoice://acme/*").build();
    Path config = folder.resolve("legate.yaml");
    Files.writeString(config, company.configuration(entitlement, Obj.EMPTY));
    Path data = folder.resolve("data");
    var broker =
        BrokerProcess.start(new BrokerProcess.Start(config, data, 0, folder.resolve("broker.log")));
    try {
      Path ca = data.resolve("ca.pem");
      var party = company.orchestrator();
      var orchestrator =
          Agent.connect(
              AgentConfig.of(
                  party.id().value(),
                  new BrokerAddress(URI.create(broker.issuer()), ca),
                  party.key()));
      var wanted =
          TaskRequest.of("pay two invoices", boundary("500.00", 2), Instant.now().plus(HOP), 4);
      return new Stage(company, broker, ca, orchestrator, orchestrator.openTask(wanted));
    } catch (Exception e) {
      broker.close();
      throw e;
    }
  }

  String issuer() {
    return broker.issuer();
  }

  /// The certificate authority that the broker made for itself.
  Path ca() {
    return ca;
  }

  Company company() {
    return company;
  }

  HeldHop root() {
    return root;
  }

  /// What a delegator names its own token by (`par_hash`).
  String rootHash() throws Exception {
    return CompactJws.parse(root.instanceFor(issuer()).token(), CompactJws.Form.TOKEN)
        .signingInputHash();
  }

  /// What the scripts are given: see their README.
  ///
  /// @param subject whom they are to expect the task to be for
  Json.Builder work(String subject) throws Exception {
    return Obj.with("issuer", issuer())
        .with("resource_server", Company.AUDIENCE)
        .with("protos", Path.of("..", "proto", "src", "main", "protobuf").toRealPath().toString())
        .with("subject", subject)
        .with("txn", root.taskId().toString())
        .with("par_hash", rootHash())
        .with("hop_exp", root.expiresAt().getEpochSecond())
        .with("boundary", boundary("400.00", 2))
        .with("narrower", boundary("300.00", 0))
        .with("wider", boundary("450.00", 0))
        .with("delegator", party(company.orchestrator()))
        .with("agents", new Arr(List.of(party(company.first()), party(company.second()))))
        .with("server", party(company.resourceServer()));
  }

  /// Whom the task is really for: its opener.
  String subject() {
    return company.orchestrator().id().value();
  }

  /// Returns a boundary of payments.
  ///
  /// @param below 0 for a leaf
  static Arr boundary(String max, int below) {
    var permission = Permissions.payments("invoice://acme/*", max);
    if (below > 0) {
      permission.with("delegation", Permissions.delegation(below, "agent:first", "agent:second"));
    }
    return new Arr(List.of(permission.build()));
  }

  private Obj party(Party party) throws IOException {
    return Obj.with("client_id", party.id().value())
        .with("profile", "ai_agent")
        .with("jwk", company.privateJwk(party))
        .build();
  }

  @Override
  public void close() {
    orchestrator.close();
    broker.close();
  }
}

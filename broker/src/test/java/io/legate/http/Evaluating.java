package io.legate.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.legate.assembly.Site;
import io.legate.assembly.SitePolicy;
import io.legate.assembly.TickingClock;
import io.legate.boundary.BoundaryLimits;
import io.legate.cel.CelConditions;
import io.legate.edge.EdgeServer;
import io.legate.edge.HttpPeer;
import io.legate.edge.Party;
import io.legate.json.Json;
import io.legate.json.JsonReader;
import io.legate.ledger.MemoryLedger;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// A broker over TLS whose policy is the fixture of AuthZEN's certification scenario, and a
/// resource server that asks it.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class Evaluating {

  static final String ONE = "/access/v1/evaluation";
  static final String MANY = "/access/v1/evaluations";

  /// The fixture of the certification scenario (section 2), and one action for hops.
  private static final String POLICY =
      """
      {"actions":{
        "record.read":{"description":"Reads a record.","owner":"https://erp.test","kind":"read",
          "risk":"low","arguments":{},"taskless":true},
        "record.write":{"description":"Writes a record.","owner":"https://erp.test","kind":"write",
          "risk":"low","taskless":true,
          "arguments":{"subject_role":"string","resource_status":"string"}},
        "record.delete":{"description":"Deletes a record.","owner":"https://erp.test",
          "kind":"write","risk":"high","arguments":{"soft":"boolean"},"taskless":true},
        "record.mail":{"description":"Sends a record.","owner":"https://erp.test","kind":"write",
          "risk":"high","arguments":{},"taskless":true},
        "payments.create":{"description":"Pays.","owner":"https://erp.test","kind":"write",
          "risk":"high","arguments":{"amount":"decimal"}},
        "vendors.read":{"description":"Reads vendors.","owner":"https://erp.test","kind":"read",
          "risk":"low","arguments":{}},
        "customers.read":{"description":"Another's.","owner":"https://crm.test","kind":"read",
          "risk":"low","arguments":{},"taskless":true}},
       "rules":[
        {"id":"bob-reads","actions":["record.write"],"then":"deny","reason":"bob only reads",
         "when":"subject.id == 'user:bob' && !(has(args.subject_role) && args.subject_role == 'admin')"},
        {"id":"archived","actions":["record.write"],"then":"deny","reason":"it is archived",
         "when":"has(args.resource_status) && args.resource_status == 'archived' && !(has(args.subject_role) && args.subject_role == 'admin')"},
        {"id":"soft","actions":["record.delete"],"then":"deny","reason":"delete softly",
         "when":"!args.soft"},
        {"id":"watermark","actions":["record.read"],"when":"subject.id == 'user:carol'",
         "then":{"oblige":[{"type":"mask","fields":["ssn"]}]},"reason":"carol is new"},
        {"id":"asked","actions":["record.mail"],"when":"subject.id == 'user:alice'",
         "then":{"escalate":{"approvers":["ann"],"answer_within":"PT1H"}},"reason":"ask"},
        {"id":"counted","actions":["record.mail"],"when":"subject.id == 'user:bob'",
         "then":{"limit":{"name":"mails","count":3}},"reason":"few"},
        {"id":"labelled","actions":["record.mail"],"when":"subject.id == 'user:carol'",
         "then":{"label":["sent"]},"reason":"mark"},
        {"id":"session","actions":["record.mail"],"when":"subject.id == 'user:dave' && session.count('record.mail') > 0",
         "then":"deny","reason":"once"}]}
      """;

  private EdgeServer server;
  HttpPeer http;
  Site site;
  Party erp;
  String token;

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    var clock = new TickingClock(Instant.parse("2026-11-22T10:00:00Z"));
    site =
        new Site(
            clock,
            new MemoryLedger(clock),
            BoundaryLimits.DEFAULT,
            Site.BOUNDS,
            new CelConditions(),
            SitePolicy.with(JsonReader.readObject(POLICY)));
    server = new EdgeServer(folder, site);
    http = server.http();
    erp = new Party(site, "rs:erp");
    token = erp.apiToken(http);
  }

  @AfterAll
  void stop() {
    server.close();
  }

  HttpPeer.Reply ask(String path, String body) throws Exception {
    return http.send("POST", path, body, "application/json", headers(path));
  }

  Map<String, List<String>> headers(String path) {
    return Map.of(
        "authorization",
        List.of("DPoP " + token),
        "dpop",
        List.of(erp.proof("POST", Site.ISSUER + path, token, null)));
  }

  static boolean decision(HttpPeer.Reply reply) {
    assertThat(reply.status()).as(reply.toString()).isEqualTo(200);
    return ((Json.Bool) reply.body().members().get("decision")).value();
  }

  List<Boolean> decisions(String body) throws Exception {
    var reply = ask(MANY, body);
    assertThat(reply.status()).as(reply.toString()).isEqualTo(200);
    return ((Json.Arr) reply.body().members().get("evaluations"))
        .items().stream()
            .map(item -> ((Json.Bool) ((Json.Obj) item).members().get("decision")).value())
            .toList();
  }
}

package io.legate.siem;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import io.legate.inquiry.Inquiry;
import io.legate.inquiry.LedgerPages;
import io.legate.inquiry.RecordFilter;
import io.legate.json.Jcs;
import io.legate.json.Json;
import io.legate.ledger.sqlite.SqliteRecords;
import io.legate.review.Recorded;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SiemTest {

  /// What OCSF 1.6.0 asks of an API Activity with the profile Security Control, and of a Base
  /// Event, as far as we say it; nothing beside.
  private static final String OCSF =
      """
      {"type":"object","additionalProperties":false,
       "required":["activity_id","category_uid","class_uid","metadata","severity_id","time","type_uid"],
       "properties":{
        "activity_id":{"const":99},"activity_name":{"type":"string"},
        "category_uid":{"enum":[0,6]},"class_uid":{"enum":[0,6003]},"type_uid":{"enum":[99,600399]},
        "time":{"type":"integer"},"severity_id":{"enum":[1,2]},"status_id":{"enum":[1,2]},
        "status_detail":{"type":"string"},"message":{"type":"string"},"raw_data":{"type":"string"},
        "action_id":{"enum":[1,2]},"action":{"enum":["Allowed","Denied"]},
        "disposition_id":{"enum":[1,2,8,26,99]},"disposition":{"type":"string"},
        "metadata":{"type":"object","required":["version","product"],"additionalProperties":false,
         "properties":{"version":{"const":"1.6.0"},"uid":{"type":"string"},"sequence":{"type":"integer"},
          "log_name":{"type":"string"},"event_code":{"type":"string"},"correlation_uid":{"type":"string"},
          "profiles":{"const":["security_control"]},
          "product":{"type":"object","required":["name","vendor_name"]}}},
        "actor":{"type":"object","additionalProperties":false,"required":["app_uid"],
         "properties":{"app_uid":{"type":"string"},"app_name":{"type":"string"},
          "user":{"type":"object","required":["uid"]}}},
        "src_endpoint":{"type":"object","required":["name"]},
        "api":{"type":"object","required":["operation"],"additionalProperties":false,
         "properties":{"operation":{"type":"string"},"service":{"type":"object","required":["name"]}}},
        "policy":{"type":"object","required":["uid"]},
        "resources":{"type":"array","items":{"type":"object","required":["name"]}},
        "unmapped":{"type":"object"}},
       "if":{"properties":{"class_uid":{"const":6003}}},
       "then":{"required":["actor","api","src_endpoint","action_id","disposition_id"],
        "properties":{"type_uid":{"const":600399},"category_uid":{"const":6}}},
       "else":{"properties":{"type_uid":{"const":99},"category_uid":{"const":0}}}}
      """;

  /// The JSON form of `LogsData` (opentelemetry-proto 1.x), as far as we say it; nothing beside.
  private static final String OTLP =
      """
      {"$defs":{
        "value":{"type":"object","additionalProperties":false,"minProperties":1,"maxProperties":1,
         "properties":{"stringValue":{"type":"string"},
          "intValue":{"type":"string","pattern":"^-?[0-9]+$"},
          "arrayValue":{"type":"object","required":["values"],
           "properties":{"values":{"type":"array","items":{"$ref":"#/$defs/value"}}}}}},
        "attributes":{"type":"array","items":{"type":"object","additionalProperties":false,
         "required":["key","value"],
         "properties":{"key":{"type":"string"},"value":{"$ref":"#/$defs/value"}}}}},
       "type":"object","additionalProperties":false,"required":["resourceLogs"],
       "properties":{"resourceLogs":{"type":"array","minItems":1,"items":{"type":"object",
        "additionalProperties":false,"required":["resource","scopeLogs"],
        "properties":{"resource":{"type":"object","additionalProperties":false,
          "properties":{"attributes":{"$ref":"#/$defs/attributes"}}},
         "scopeLogs":{"type":"array","minItems":1,"items":{"type":"object","additionalProperties":false,
          "properties":{"scope":{"type":"object","properties":{"name":{"type":"string"}}},
           "logRecords":{"type":"array","minItems":1,"items":{"type":"object",
            "additionalProperties":false,"required":["timeUnixNano","severityNumber","body"],
            "properties":{"timeUnixNano":{"type":"string","pattern":"^[0-9]{19}$"},
             "observedTimeUnixNano":{"type":"string","pattern":"^[0-9]{19}$"},
             "severityNumber":{"enum":[9,13]},"severityText":{"enum":["INFO","WARN"]},
             "eventName":{"type":"string"},"traceId":{"type":"string","pattern":"^[0-9a-f]{32}$"},
             "body":{"$ref":"#/$defs/value"},"attributes":{"$ref":"#/$defs/attributes"}}}}}}}}}}}}
      """;

  @TempDir private static Path folder;
  private static final List<Inquiry.Match> ALL = new ArrayList<>();

  @BeforeAll
  static void record() throws Exception {
    Recorded.everythingAndAlone(folder);
    try (var records = SqliteRecords.open(folder)) {
      var inquiry =
          new Inquiry(new LedgerPages(records, RecordFilter.ALL, null), RecordFilter.ALL, null);
      List<Inquiry.Match> page;
      while ((page = inquiry.next()) != null) {
        ALL.addAll(page);
      }
    }
  }

  private static List<String> refusals(JsonSchema schema, Json json) {
    return schema.validate(Jcs.text(json), InputFormat.JSON).stream()
        .map(Object::toString)
        .toList();
  }

  private static JsonSchema schema(String text) {
    return JsonSchemaFactory.getInstance(VersionFlag.V202012).getSchema(text);
  }

  private static String text(Json.Obj of, String name) {
    return Objects.requireNonNull(of.string(name), name);
  }

  @Test
  void everyRecordIsAnEventOfOcsf() {
    JsonSchema schema = schema(OCSF);
    assertThat(ALL.size()).isGreaterThan(80);
    for (Inquiry.Match match : ALL) {
      Json.Obj event = Ocsf.event(match);
      assertThat(refusals(schema, event)).as(Jcs.text(event)).isEmpty();
    }
  }

  @Test
  void outcomesAreTold() {
    var said = new TreeMap<String, String>();
    for (Inquiry.Match match : ALL) {
      if (Kinds.isDecision(match.record())) {
        Json.Obj event = Ocsf.event(match);
        String approved = match.facts().approvers().isEmpty() ? "" : " by a person";
        said.put(
            match.facts().decision() + approved,
            text(event, "action") + ", " + text(event, "disposition"));
        assertThat(event.get("status_detail") == null)
            .isEqualTo("allow".equals(match.facts().decision()));
      }
    }
    assertThat(said)
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "allow", "Allowed, Allowed",
                "allow by a person", "Allowed, Approved",
                "deny", "Denied, Unauthorized",
                "rate_limited", "Denied, Blocked",
                "escalate", "Denied, Escalated to a person"));
  }

  @Test
  void theActorIsTheAgentOnBehalfOfTheSubject() {
    for (Inquiry.Match match : ALL) {
      if (match.record().event().kind() == 5) {
        String event = Jcs.text(Ocsf.event(match));
        assertThat(event)
            .contains(
                "\"app_uid\":\"action\"", "\"uid\":\"user:corp:alice\"", "\"name\":\"rs:erp\"");
      }
    }
  }

  @Test
  void everyRecordIsALogRecordOfOpenTelemetry() {
    JsonSchema schema = schema(OTLP);
    for (Inquiry.Match match : ALL) {
      Json.Obj logs = Otlp.logs(match);
      assertThat(refusals(schema, logs)).as(Jcs.text(logs)).isEmpty();
      var task = match.facts().task();
      assertThat(Jcs.text(logs).contains("\"traceId\"")).isEqualTo(task != null);
      if (task != null) {
        assertThat(Jcs.text(logs)).contains(task.toString().replace("-", ""));
      }
    }
  }
}

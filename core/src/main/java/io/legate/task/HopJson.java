package io.legate.task;

import io.legate.boundary.Boundary;
import io.legate.boundary.BoundaryLimits;
import io.legate.boundary.InvalidBoundaryException;
import io.legate.boundary.Removal;
import io.legate.identity.ClientId;
import io.legate.identity.HopId;
import io.legate.json.Json;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Hops, instances and the opening's header as they stand in events and snapshots.
final class HopJson {

  // What was recorded was within the limits of its day; today's may be tighter.
  private static final BoundaryLimits RECORDED =
      new BoundaryLimits(
          Integer.MAX_VALUE,
          Integer.MAX_VALUE,
          Integer.MAX_VALUE,
          Integer.MAX_VALUE,
          Integer.MAX_VALUE,
          Integer.MAX_VALUE,
          64,
          Integer.MAX_VALUE);

  private HopJson() {}

  static Json.Obj write(Hop hop) {
    return Json.Obj.with("id", hop.id().toString())
        .withOptional("parent", hop.parent() == null ? null : hop.parent().toString())
        .with("depth", hop.depth())
        .with("client", hop.client().value())
        .with("profile", hop.profile())
        .with("key", Members.write(hop.key()))
        .with("boundary", hop.boundary().toJson())
        .with("parents", Members.indexes(hop.parents()))
        .with("issued_at", hop.issuedAt().toEpochMilli())
        .with("ends_at", hop.endsAt().toEpochMilli())
        .with("depth_max", hop.depthMax())
        .withOptional("par_hash", hop.parentHash())
        .with("confirmed", new Json.Bool(hop.confirmed()))
        .with("revoked", new Json.Bool(hop.revoked()))
        .with(
            "suspended_by",
            Json.Arr.ofStrings(hop.suspendedBy().stream().map(ClientId::value).sorted().toList()))
        .with("removals", removals(hop.removals()))
        .build();
  }

  static Hop hop(Json json) {
    var members = Members.of(json);
    String parent = members.optional("parent");
    return new Hop(
        members.hop("id"),
        parent == null ? null : HopId.parse(parent),
        (int) members.number("depth"),
        members.client("client"),
        members.string("profile"),
        members.key("key"),
        boundary(members.get("boundary")),
        members.list("parents", Members::index),
        members.instant("issued_at"),
        members.instant("ends_at"),
        (int) members.number("depth_max"),
        members.optional("par_hash"),
        members.flag("confirmed"),
        members.flag("revoked"),
        suspenders(members),
        members.list("removals", HopJson::removal));
  }

  static Json.Obj write(Instance instance) {
    var builder =
        Json.Obj.with("jti", instance.jti())
            .with("hop", instance.hop().toString())
            .with("hash", instance.hash())
            .with("aud", instance.audience())
            .with("target", instance.target().name())
            .with("iat", instance.issuedAt().toEpochMilli())
            .with("exp", instance.expiresAt().toEpochMilli())
            .with("kid", instance.kid())
            .with("scope", instance.scope())
            .with("pol", instance.policyHash())
            .with("spent", new Json.Bool(instance.spent()));
    Boundary narrowed = instance.narrowed();
    return narrowed == null
        ? builder.build()
        : builder
            .with("narrowed", narrowed.toJson())
            .with("parents", Members.indexes(instance.parents()))
            .build();
  }

  static Instance instance(Json json) {
    var members = Members.of(json);
    Json narrowed = members.object().get("narrowed");
    return new Instance(
        members.string("jti"),
        members.hop("hop"),
        members.string("hash"),
        members.string("aud"),
        Instance.Target.valueOf(members.string("target")),
        members.instant("iat"),
        members.instant("exp"),
        members.string("kid"),
        members.string("scope"),
        members.string("pol"),
        optionalBoundary(narrowed),
        members.list("parents", Members::index),
        members.flag("spent"));
  }

  static Json.Obj write(TaskEvent.TaskHeader header) {
    var builder =
        Json.Obj.with("opener", header.opener().value())
            .with("subject", header.subject())
            .with("subject_roles", Json.Arr.ofStrings(header.subjectRoles()))
            .with("subject_scopes", Json.Arr.ofStrings(header.subjectScopes()))
            .withOptional("subject_proof", header.subjectProof())
            .with("purpose", header.purpose())
            .with("expires_at", header.expiresAt().toEpochMilli())
            .with("depth_max", header.depthMax())
            .with("pol", header.policyHash())
            .withOptional("template", header.template());
    Boundary subject = header.subjectBoundary();
    return subject == null
        ? builder.build()
        : builder.with("subject_boundary", subject.toJson()).build();
  }

  static TaskEvent.TaskHeader header(Json json) {
    var members = Members.of(json);
    return new TaskEvent.TaskHeader(
        members.client("opener"),
        members.string("subject"),
        members.strings("subject_roles"),
        members.strings("subject_scopes"),
        optionalBoundary(members.object().get("subject_boundary")),
        members.optional("subject_proof"),
        members.string("purpose"),
        members.instant("expires_at"),
        (int) members.number("depth_max"),
        members.string("pol"),
        members.optional("template"));
  }

  static Json.Arr removals(java.util.List<Removal> removals) {
    return new Json.Arr(removals.stream().<Json>map(Removal::toJson).toList());
  }

  static Removal removal(Json json) {
    try {
      return Removal.parse(json, RECORDED);
    } catch (InvalidBoundaryException e) {
      throw new IllegalStateException("a recorded removal is not one", e);
    }
  }

  private static Boundary boundary(Json json) {
    try {
      return Boundary.parse(json, RECORDED);
    } catch (InvalidBoundaryException e) {
      throw new IllegalStateException("a recorded boundary is not one", e);
    }
  }

  private static @Nullable Boundary optionalBoundary(@Nullable Json json) {
    return json == null ? null : boundary(json);
  }

  private static Set<ClientId> suspenders(Members members) {
    return members.strings("suspended_by").stream()
        .map(ClientId::new)
        .collect(Collectors.toUnmodifiableSet());
  }
}

package io.legate.boundary;

import io.legate.identity.ClientId;
import io.legate.json.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// To whom, and how deep, a permission may be passed on. Where a permission has none, it may not
/// be.
///
/// @param maxDepth the greatest depth of a hop that may hold it; absolute, the root hop being 0
/// @param allowedDelegates at least one; a client that none of them admits may not hold it
public record Delegation(int maxDepth, List<Delegate> allowedDelegates) {

  public Delegation {
    if (maxDepth < 0) {
      throw new IllegalArgumentException("depth is negative");
    }
    allowedDelegates = Values.requireDistinct(allowedDelegates);
  }

  /// Returns whether a client with this id and profile may be the delegate. Depth is another
  /// question: see [#maxDepth].
  ///
  /// @param profile `sub_profile` of the client, null where it has none
  public boolean admits(ClientId client, @Nullable String profile) {
    return allowedDelegates.stream().anyMatch(entry -> entry.admits(client, profile));
  }

  /// Returns the JSON form.
  public Json.Obj toJson() {
    return Json.Obj.with("max_depth", new Json.Num(Integer.toString(maxDepth)))
        .with(
            "allowed_delegates",
            new Json.Arr(allowedDelegates.stream().<Json>map(Delegate::toJson).toList()))
        .build();
  }

  /// Clients that may be the delegate: those equal in every member that is not null.
  ///
  /// @param sub the client's id
  /// @param subProfile the client's `sub_profile`; one of both is there, for an entry without
  ///   members would admit everybody by saying nothing
  public record Delegate(@Nullable ClientId sub, @Nullable String subProfile) {

    public Delegate {
      if (sub == null && subProfile == null) {
        throw new IllegalArgumentException("must have `sub`, `sub_profile` or both");
      }
    }

    /// Returns whether a client is one of those.
    public boolean admits(ClientId client, @Nullable String profile) {
      return (sub == null || sub.equals(client))
          && (subProfile == null || subProfile.equals(profile));
    }

    /// Returns whether `narrower` repeats all members of this, and so admits none that this does
    /// not.
    public boolean contains(Delegate narrower) {
      return (sub == null || sub.equals(narrower.sub))
          && (subProfile == null || subProfile.equals(narrower.subProfile));
    }

    /// Returns the entry that admits whom both admit, or null where nobody is.
    @Nullable Delegate meet(Delegate other) {
      boolean apart =
          (sub != null && other.sub != null && !sub.equals(other.sub))
              || (subProfile != null
                  && other.subProfile != null
                  && !subProfile.equals(other.subProfile));
      return apart
          ? null
          : new Delegate(
              sub == null ? other.sub : sub, subProfile == null ? other.subProfile : subProfile);
    }

    /// Returns the JSON form.
    public Json.Obj toJson() {
      var members = new java.util.LinkedHashMap<String, Json>();
      if (sub != null) {
        members.put("sub", new Json.Str(sub.value()));
      }
      if (subProfile != null) {
        members.put("sub_profile", new Json.Str(subProfile));
      }
      return new Json.Obj(members);
    }
  }
}

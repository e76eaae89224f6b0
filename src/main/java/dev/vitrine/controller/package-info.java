/// The cluster's metadata: the records of the metadata log, the image folded from them on every
/// node, and the decisions of the active controller. Decide, then apply: a decision returns records
/// and a reply and changes nothing; [dev.vitrine.controller.ClusterImage#replay] is the only
/// mutator.
package dev.vitrine.controller;

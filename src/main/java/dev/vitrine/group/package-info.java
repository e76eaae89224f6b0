/// The group coordinator: who is in a consumer group, who reads what, and how far they have read.
/// One [dev.vitrine.group.GroupCoordinator] a broker serves the groups of every
/// `__consumer_offsets` partition that the broker leads.
///
/// Read in this order: [dev.vitrine.group.GroupCoordinator] (the door), `ClassicJoin` and
/// `ClassicRequests` (what a request does), `ClassicRebalance` (the state machine's moves),
/// `ClassicGroup` (the state), `Shard` and [dev.vitrine.group.GroupRecord] (what is kept).
///
/// Of the consumer protocol (KIP-848): `ConsumerGroups` (what a heartbeat does, when it is its
/// turn), `MemberUpdate` (its steps), `Reconciliation` (one member's next step), `Assignor` (who is
/// to own what), `ConsumerGroup` (the state), `ClassicVisitors` and `Migration` (groups between the
/// two protocols).
package dev.vitrine.group;

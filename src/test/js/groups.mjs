// A JavaScript client does with a cluster what people do: topics, records, a group whose members
// come and go. Its words are for whoever reads a failure.
//
//   node groups.mjs 127.0.0.1:9092,127.0.0.1:9093

import assert from 'node:assert/strict'
import { once } from 'node:events'
import { Admin, Consumer, MessagesStreamModes, Producer, stringDeserializers, stringSerializers }
  from '@platformatic/kafka'

const bootstrapBrokers = process.argv[2].split(',')
const topic = 'js-orders'
const groupId = 'js-billing'
const partitions = 4

// Brokers learn of a new topic one after the other.
const patience = { retries: 50, retryDelay: 100 }
const admin = new Admin({ clientId: 'js-admin', bootstrapBrokers, ...patience })

const ASKED_MAX = 100
const ASK_AGAIN_MS = 100

function say (words) {
  console.log(words)
}

async function produce (from, to) {
  const producer = new Producer({ clientId: 'js-producer', bootstrapBrokers, serializers: stringSerializers, ...patience })
  const messages = []
  for (let i = from; i < to; i++) {
    messages.push({ topic, key: `key-${i}`, value: `value-${i}`, headers: { n: `${i}` }, partition: i % partitions })
  }
  const { offsets } = await producer.send({ messages, acks: -1 })
  await producer.close()
  assert.equal(offsets.length, partitions)
}

// A member of the group, which remembers what it read.
class Member {
  constructor (name) {
    this.read = new Map()
    this.consumer = new Consumer({
      clientId: name,
      groupId,
      bootstrapBrokers,
      deserializers: stringDeserializers,
      ...patience,
      sessionTimeout: 10_000,
      rebalanceTimeout: 20_000,
      heartbeatInterval: 200
    })
  }

  async start () {
    this.stream = await this.consumer.consume({
      topics: [topic],
      mode: MessagesStreamModes.COMMITTED,
      fallbackMode: 'earliest',
      autocommit: true,
      maxWaitTime: 200
    })
    this.stream.on('data', message => {
      this.read.set(message.key, message.value)
      this.stream.emit('read')
    })
  }

  get owned () {
    return (this.consumer.assignments ?? []).flatMap(of => of.partitions)
  }

  // Until it owns so many partitions.
  async owns (count) {
    while (this.owned.length !== count) {
      await once(this.consumer, 'consumer:group:join')
    }
  }

  async leave () {
    await this.stream.close()
    await this.consumer.close()
  }
}

// Until every record has come to one of the members.
async function arrive (from, to, ...members) {
  for (let i = from; i < to; i++) {
    while (!members.some(member => member.read.has(`key-${i}`))) {
      await Promise.race(members.map(member => once(member.stream, 'read')))
    }
  }
}

// A broker that is asked may hear of a change after the controller that answered it.
async function awaitListed (name, wanted) {
  for (let asked = 0; asked < ASKED_MAX; asked++) {
    if ((await admin.listTopics()).includes(name) === wanted) {
      return
    }
    await new Promise(resolve => setTimeout(resolve, ASK_AGAIN_MS))
  }
  assert.fail(name + (wanted ? ' is not listed' : ' is still listed'))
}

async function topicsAndRecords () {
  const [created] = await admin.createTopics({ topics: [topic], partitions, replicas: 1 })
  assert.equal(created.partitions, partitions)
  await awaitListed(topic, true)
  const metadata = await admin.metadata({ topics: [topic] })
  assert.equal(metadata.topics.get(topic).partitionsCount, partitions)
  await produce(0, 40)
  say('a topic is made, listed, described and written to')
}

async function groupWhoseMembersComeAndGo () {
  const first = new Member('js-first')
  await first.start()
  await arrive(0, 40, first)
  assert.equal(first.read.get('key-7'), 'value-7')
  assert.deepEqual(first.owned.toSorted(), [0, 1, 2, 3])

  const second = new Member('js-second')
  await second.start()
  await Promise.all([first.owns(2), second.owns(2)])
  assert.deepEqual([...first.owned, ...second.owned].toSorted(), [0, 1, 2, 3])
  const described = (await admin.describeGroups({ groups: [groupId] })).get(groupId)
  assert.equal(described.state, 'STABLE')
  assert.equal(described.members.size, 2)
  say('two members share a topic')

  await produce(40, 80)
  await arrive(40, 80, first, second)
  await second.leave()
  await first.owns(4)
  await produce(80, 120)
  await arrive(80, 120, first)
  say('the one that stays reads what the other read')
  await first.leave()
}

async function groupsEnd () {
  const [{ topics }] = await admin.listConsumerGroupOffsets({ groups: [groupId] })
  const committed = topics.flatMap(of => of.partitions).reduce((sum, p) => sum + p.committedOffset, 0n)
  assert.equal(committed, 120n)
  assert.equal((await admin.listGroups()).get(groupId).state, 'EMPTY')
  await admin.deleteGroups({ groups: [groupId] })
  assert.ok(!(await admin.listGroups()).has(groupId))
  await admin.deleteTopics({ topics: [topic] })
  await awaitListed(topic, false)
  say('the group and the topic are deleted')
}

await topicsAndRecords()
await groupWhoseMembersComeAndGo()
await groupsEnd()
await admin.close()

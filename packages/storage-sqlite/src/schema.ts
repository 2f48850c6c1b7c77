// What decides the speed is how many pages a commit dirties: each is copied into the log, and later back into
// the file. So what changes with every message is kept small and apart from what does not; messages are
// appended where the last ones went, whatever their session; and what finds them again is written for many of
// a session at once.
const VERSION_1 = `
CREATE TABLE sessions (
  key INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  project_id TEXT NOT NULL,
  visitor_id TEXT NOT NULL,
  token_hash TEXT NOT NULL,
  status TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  -- Whole minutes since 1970 of the last activity, so that the index does not move with every message.
  active_minute INTEGER NOT NULL,
  data TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX sessions_by_visitor ON sessions (project_id, visitor_id);
CREATE UNIQUE INDEX sessions_by_token ON sessions (token_hash) WHERE token_hash <> '';
CREATE INDEX sessions_by_activity ON sessions (project_id, status, active_minute);

CREATE TABLE session_state (
  key INTEGER PRIMARY KEY,
  seq INTEGER NOT NULL,
  -- Counts the changes of the row in sessions.
  version INTEGER NOT NULL,
  last_activity INTEGER NOT NULL,
  delivered INTEGER NOT NULL,
  seen INTEGER NOT NULL,
  received INTEGER NOT NULL,
  read INTEGER NOT NULL,
  -- The places of the messages that stand in no block yet: see places.ts.
  recent BLOB NOT NULL
) STRICT;

CREATE TABLE messages (
  number INTEGER PRIMARY KEY,
  session INTEGER NOT NULL,
  -- Its order within the session.
  place INTEGER NOT NULL,
  id TEXT NOT NULL,
  seq INTEGER NOT NULL,
  type TEXT NOT NULL,
  audience TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  content TEXT NOT NULL,
  data TEXT
) STRICT;
CREATE INDEX messages_changed ON messages (session, seq) WHERE seq <> place;
-- Where the messages of a session stand, many to a row.
CREATE TABLE message_blocks (
  session INTEGER NOT NULL,
  first_place INTEGER NOT NULL,
  places BLOB NOT NULL,
  PRIMARY KEY (session, first_place)
) STRICT, WITHOUT ROWID;
-- What stands in a block, by a hash of its id.
CREATE TABLE message_ids (
  session INTEGER NOT NULL,
  hash INTEGER NOT NULL,
  number INTEGER NOT NULL,
  PRIMARY KEY (session, hash, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE threads (
  bridge_id TEXT NOT NULL,
  thread_id TEXT NOT NULL,
  session INTEGER NOT NULL,
  generation INTEGER NOT NULL,
  data TEXT NOT NULL,
  PRIMARY KEY (bridge_id, thread_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX threads_by_session ON threads (session, bridge_id, generation);

CREATE TABLE copies (
  bridge_id TEXT NOT NULL,
  platform_id TEXT NOT NULL,
  message_id TEXT NOT NULL,
  session INTEGER NOT NULL,
  part INTEGER NOT NULL,
  data TEXT NOT NULL,
  PRIMARY KEY (bridge_id, platform_id, message_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX copies_by_message ON copies (session, bridge_id, message_id, part);

CREATE TABLE keys (
  key TEXT PRIMARY KEY,
  expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX keys_by_expiry ON keys (expires_at);

CREATE TABLE jobs (
  number INTEGER PRIMARY KEY,
  lane TEXT NOT NULL,
  kind TEXT NOT NULL,
  -- When it may be handed out: its due time, or the end of its lease. NULL unless it is the oldest of its lane.
  ready_at INTEGER,
  due_at INTEGER NOT NULL,
  token TEXT,
  attempts INTEGER NOT NULL,
  once INTEGER NOT NULL,
  again INTEGER NOT NULL,
  payload TEXT
) STRICT;
CREATE INDEX jobs_by_lane ON jobs (lane);
CREATE UNIQUE INDEX jobs_once ON jobs (lane, kind) WHERE once = 1;
CREATE INDEX jobs_ready ON jobs (kind, ready_at) WHERE ready_at IS NOT NULL;

CREATE TABLE leases (
  name TEXT PRIMARY KEY,
  holder TEXT NOT NULL,
  until INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
`

const VERSION_2 = `
CREATE TABLE kept_values (
  key TEXT PRIMARY KEY,
  -- As JSON.
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
`

// An older version that still runs beside this one knows nothing of the columns added here: they may be NULL, and
// triggers see to it that its sessions stand in the lists all the same.
const VERSION_3 = `
CREATE TABLE events (
  -- Never given again: the newest row stays, whatever becomes of it.
  number INTEGER PRIMARY KEY,
  project_id TEXT NOT NULL,
  -- Empty where the session was erased.
  session_id TEXT NOT NULL,
  at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  -- As JSON.
  data TEXT NOT NULL
) STRICT;
CREATE INDEX events_by_project ON events (project_id, number);

-- As JSON.
ALTER TABLE keys ADD COLUMN value TEXT;
ALTER TABLE keys ADD COLUMN session_id TEXT;
CREATE INDEX keys_by_session ON keys (session_id) WHERE session_id IS NOT NULL;

-- The time for which it was added, which due_at is no more once it was handed out.
ALTER TABLE jobs ADD COLUMN owed_at INTEGER;
UPDATE jobs SET owed_at = due_at;
-- Counting reads these two and not the table. Those ready at one time still stand in the order of their numbers.
DROP INDEX jobs_ready;
CREATE INDEX jobs_ready ON jobs (kind, ready_at, number, owed_at) WHERE ready_at IS NOT NULL;
CREATE INDEX jobs_behind ON jobs (kind, ready_at, owed_at, due_at) WHERE ready_at IS NULL;

-- The last activity when the row was written last; by it, lists are read in their order.
ALTER TABLE sessions ADD COLUMN active_at INTEGER;
UPDATE sessions SET active_at = (SELECT last_activity FROM session_state WHERE key = sessions.key);
DROP INDEX sessions_by_activity;
CREATE INDEX sessions_by_active_at ON sessions (project_id, status, active_at, id);
-- Sessions whose row may say another time than that of their last activity. There are few: see activity.ts.
CREATE TABLE lively_sessions (
  key INTEGER PRIMARY KEY,
  -- When they were active, as of the last look.
  seen_at INTEGER NOT NULL
) STRICT;
CREATE INDEX lively_by_time ON lively_sessions (seen_at);
CREATE TRIGGER sessions_added_by_version_2 AFTER INSERT ON sessions WHEN new.active_at IS NULL BEGIN
  UPDATE sessions SET active_at = new.active_minute * 60000 WHERE key = new.key;
  INSERT OR IGNORE INTO lively_sessions VALUES (new.key, new.active_minute * 60000);
END;
CREATE TRIGGER sessions_changed_by_version_2 AFTER UPDATE OF active_minute ON sessions
WHEN new.active_at IS old.active_at AND new.active_minute <> old.active_minute BEGIN
  INSERT OR IGNORE INTO lively_sessions VALUES (new.key, new.active_minute * 60000);
END;

-- The highest key of a session that was erased: other processes may remember it, so it is never given again.
CREATE TABLE erased_keys (highest INTEGER NOT NULL) STRICT;
INSERT INTO erased_keys VALUES (0);
`

// Finds the lanes of a session: random digits are what its id ends in, and few are enough.
const VERSION_4 = `
CREATE INDEX jobs_by_lane_end ON jobs (substr(lane, -6));
`

/** Each brings the tables from the version before to the next; the first makes them. Published ones never change. */
export const MIGRATIONS: readonly string[] = [VERSION_1, VERSION_2, VERSION_3, VERSION_4]

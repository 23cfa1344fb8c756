-- Millions of messages of fictional people. Each statement stands under a line that says what it makes.
-- Bound: messages, people, teams, window (the newest messages, among which the open ones lie), usual and busiest (open
-- ones of a team), step (milliseconds between two messages). Times stand back from the moment of the measurement.

--> the moment
CREATE FUNCTION bench_now() RETURNS timestamptz LANGUAGE sql IMMUTABLE AS $$ SELECT timestamptz '2026-11-23 09:30Z' $$

--> keys: a UUIDv7 for every number of a kind, in the order of time, as service.database.new_id makes them
CREATE FUNCTION bench_key(kind bigint, n bigint, step bigint) RETURNS uuid LANGUAGE sql IMMUTABLE AS $$
SELECT encode(int8send(((1763890200000 + n * step) << 16) | (28672 + kind)) || int8send((1::bigint << 63) | n), 'hex')::uuid
$$

--> when a message was sent: from 365 days before the moment on
CREATE FUNCTION bench_sent(n bigint, step bigint) RETURNS timestamptz LANGUAGE sql STABLE AS $$
SELECT timestamptz '2025-11-23 09:30Z' + n * step * interval '1 millisecond'
$$

--> teams
INSERT INTO team (id, name, neutral_name, phone, return_address, nation, is_duty)
SELECT gen_random_uuid(), 'Team ' || lpad(n::text, 5, '0'), 'Northmoor', '01632 960003', '1 Town Square', 'england', n = 1
  FROM generate_series(0, CAST(:teams AS bigint) - 1) AS n

--> workers
INSERT INTO staff (id, username, name, password_hash, roles, active, session_epoch, created_at)
SELECT gen_random_uuid(), 'worker-' || name, 'Worker of ' || name, '', '{caseworker}', true, 0, bench_now() FROM team

--> a note of the teams
CREATE TABLE numbered (team bigint, id uuid, owner_id uuid)

--> teams by number
INSERT INTO numbered
SELECT row_number() OVER (ORDER BY team.name) - 1, team.id, staff.id
  FROM team JOIN staff ON staff.username = 'worker-' || team.name

--> a note of what is open
CREATE TABLE open_one (n bigint, team bigint, r bigint)

--> open messages
INSERT INTO open_one
SELECT :messages - :window
       + (row_number() OVER (ORDER BY r, team) - 1) * :window / (CAST(:busiest AS bigint) + (:teams - 1) * :usual) + 1,
       team, r
  FROM generate_series(1, CAST(:busiest AS bigint)) AS r
 CROSS JOIN generate_series(0, CAST(:teams AS bigint) - 1) AS team
 WHERE team = 0 OR r <= :usual

--> statistics of the notes
ANALYZE open_one, numbered

--> people
INSERT INTO person (id, team_id, owner_id, case_reference, restricted, record_id, has_choice, created_at)
SELECT bench_key(1, n, :step), numbered.id, numbered.owner_id, 'S-' || n, mod(n, 200) = 0, bench_key(2, n, :step),
       mod(n, 100) <> 1, bench_now() - interval '200 days'
  FROM generate_series(0, CAST(:people AS bigint) - 1) AS n
  JOIN numbered ON numbered.team = mod(n / 7, :teams)

--> named readers of the restricted ones
INSERT INTO restricted_reader (person_id, staff_id) SELECT id, owner_id FROM person WHERE restricted

--> records
INSERT INTO contact_record (id, person_id, name, name_words, safe_status, never_tell, format, spoken_language, written_language,
       supports, reasons, named_person, source, own_words, no_quiz, recorded_at)
SELECT bench_key(2, n, :step), bench_key(1, n, :step), 'Person ' || n, ARRAY['person', n::text], 'safe', '', 'standard',
       'en', 'en', '{}', '{}', '', CASE WHEN mod(n, 100) <> 1 THEN 'person' ELSE 'referrer' END, '', false,
       bench_now() - interval '200 days'
  FROM generate_series(0, CAST(:people AS bigint) - 1) AS n

--> choices
INSERT INTO medium_choice (record_id, medium, strength, rank)
SELECT bench_key(2, n, :step), 'text', 'prefers', 1 FROM generate_series(0, CAST(:people AS bigint) - 1) AS n

--> numbers
INSERT INTO contact_point (id, person_id, kind, value, line_type, dead, opted_out, wrong_person, created_at)
SELECT bench_key(3, n, :step), bench_key(1, n, :step), 'phone', '+4475' || lpad(n::text, 8, '0'), 'mobile',
       false, false, false, bench_now() - interval '200 days'
  FROM generate_series(0, CAST(:people AS bigint) - 1) AS n

--> messages
INSERT INTO message (id, person_id, team_id, owner_id, author_id, purpose, body, language, check_kind, question, options,
       expected_answer, proof, understanding, judged_only, open, confirm_by, override_reason, request_key, created_at)
SELECT bench_key(4, n, :step), bench_key(1, mod(n * 7919, :people), :step), numbered.id, numbered.owner_id,
       numbered.owner_id, 'appointment',
       'Hello. Ana Reid will visit you on Thursday at 10am. Please have your letter from us with you.', 'en', 'choice',
       'What day is the visit?', '{Tuesday,Wednesday,Thursday}', '', 'shown',
       CASE WHEN r IS NULL THEN 'understood' WHEN mod(r, 35) BETWEEN 16 AND 24 THEN 'answered' ELSE 'none' END, false,
       r IS NOT NULL,
       CASE WHEN r IS NULL THEN bench_sent(n, :step) + interval '2 days'
            WHEN mod(r, 35) < 12 THEN bench_now() - r * interval '1 minute'
            ELSE bench_now() + r * interval '5 minutes' END,
       '', bench_key(5, n, :step), bench_sent(n, :step)
  FROM generate_series(1, CAST(:messages AS bigint)) AS n
  LEFT JOIN open_one USING (n)
  JOIN numbered ON numbered.team = coalesce(open_one.team, mod(n, :teams))

--> deliveries
INSERT INTO delivery (id, message_id, person_id, medium, channel, point_id, code, state, state_at, error_code, contradiction,
       due_at, lane, asks, awaiting, tries, why, sent_at, postage, paper, plain_envelope, created_at)
SELECT bench_key(6, n, :step), bench_key(4, n, :step), bench_key(1, mod(n * 7919, :people), :step), 'text', 'sms',
       bench_key(3, mod(n * 7919, :people), :step), upper(to_hex(n)),
       CASE mod(r, 35) WHEN 12 THEN 'failed' WHEN 13 THEN 'failed' WHEN 14 THEN 'unknown' WHEN 15 THEN 'to_do'
            ELSE 'delivered' END,
       bench_sent(n, :step), CASE WHEN mod(r, 35) IN (12, 13) THEN 'address_unreachable' END, false,
       bench_sent(n, :step), 1, true, r IS NOT NULL, 1, '[["text", "first_choice", null]]',
       bench_sent(n, :step), 'second', 'white', false, bench_sent(n, :step)
  FROM generate_series(1, CAST(:messages AS bigint)) AS n
  LEFT JOIN open_one USING (n)

--> replies
INSERT INTO reply (id, route, provider, provider_id, sender, body, ticks, person_id, message_id, delivery_id, matched_how,
       candidates, category, reason, confirms, identity_doubt, open, team_id, owner_id, received_at)
SELECT bench_key(7, n, :step), 'text', 'twilio', 'SM' || lpad(to_hex(n), 32, '0'),
       '+4475' || lpad(mod(n * 7919, :people)::text, 8, '0'),
       CASE WHEN r IS NULL THEN '3' ELSE 'ok thanks, but which door is it? I was told the side one' END, '{}',
       bench_key(1, mod(n * 7919, :people), :step), bench_key(4, n, :step), bench_key(6, n, :step), 'code', '{}',
       CASE WHEN r IS NULL THEN 'understood'
            ELSE (ARRAY['help', 'received_only', 'answer_free', 'not_understood', 'risk'])[1 + mod(r, 5)] END,
       'phrase', r IS NULL, false, r IS NOT NULL, numbered.id, numbered.owner_id,
       least(bench_sent(n, :step) + interval '2 hours', bench_now() - interval '1 minute')
  FROM generate_series(1, CAST(:messages AS bigint)) AS n
  LEFT JOIN open_one USING (n)
  JOIN numbered ON numbered.team = coalesce(open_one.team, mod(n, :teams))
 WHERE r IS NULL OR mod(r, 35) BETWEEN 16 AND 24

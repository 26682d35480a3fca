import { describe, expect, it } from 'vitest'
import { readTables } from './read-tables.ts'

const tables = (sql: string) => {
  const { reads, writes } = readTables(sql)
  return [reads.toSorted().join(), writes.toSorted().join()]
}

describe('readTables', () => {
  it.each([
    ['select * from users', 'users', ''],
    ['select "a"."id" from "Users" "a" where "a"."id" = ?', 'users', ''],
    ['SELECT * FROM main.`users`, [tasks] AS t WHERE 1', 'tasks,users', ''],
    ['select * from public."users" u left join tasks as t on t.user_id = u.id', 'tasks,users', ''],
    ['select * from a join b using (id) cross join c', 'a,b,c', ''],
    ['select (select count(*) from notes n where n.a = t.a) from tasks t order by 1, 2', 'notes,tasks', ''],
    ['select * from (select id from a, b) x, c', 'a,b,c', ''],
    ['select 1 union all select x from b', 'b', ''],
    ['select exists (select 1 from a), "from" from b', 'a,b', ''],
    ['insert into "tasks" ("id", "title") values (?, \'from users\') returning "id"', '', 'tasks'],
    ['insert or replace into tasks values (1)', '', 'tasks'],
    ['replace into tasks values (1)', '', 'tasks'],
    ['insert into a (x) select x from b', 'b', 'a'],
    ['insert into a (x) values ($1) on conflict (x) do update set x = excluded.x', '', 'a'],
    ['update "tasks" set "done" = 1 where "id" in (select id from b)', 'b', 'tasks'],
    ['update or ignore tasks set a = 1', '', 'tasks'],
    ['update tasks set a = b.a from b where b.id = tasks.id', 'b', 'tasks'],
    ['delete from "tasks" where "id" = ?', '', 'tasks'],
    ['delete from tasks using projects p where p.id = 1', 'projects', 'tasks'],
    ['truncate table tasks', '', 'tasks'],
    ['merge into a using b on a.id = b.id when matched then update set x = 1', 'b', 'a'],
    ['select * from tasks for update', 'tasks', ''],
    [
      'select extract(year from created_at), trim(both from x), a is not distinct from b from tasks',
      'tasks',
      '',
    ],
    ['select * from json_each(?) as j, tasks', 'tasks', ''],
    ['with x as (select * from a), y (n) as (select n from x) select * from x, y', 'a', ''],
    [
      'with recursive tree(id) as (select id from folders union select f.id from folders f join tree on 1) select * from tree',
      'folders',
      '',
    ],
    ['with gone as (delete from tasks returning id) insert into log select id from gone', '', 'log,tasks'],
    ["select 'it''s from x' /* from y */ from z -- from w\n, v", 'v,z', ''],
    ['select $$ from x $$, $t$ from y $t$ from z', 'z', ''],
    ["select e'\\' from x' from z", 'z', ''],
    ['create table x as select * from y', '', ''],
    ['pragma table_info(tasks)', '', ''],
    ['begin immediate', '', ''],
    ['', '', ''],
    ['select * from a; delete from b', 'a', 'b'],
  ])('%s', (sql, reads, writes) => {
    expect(tables(sql)).toEqual([reads, writes])
  })

  it('is linear on hostile text', () => {
    const text = `${"'".repeat(50_000)}${'('.repeat(50_000)}${'$a'.repeat(20_000)}`
    expect(readTables(text)).toEqual({ reads: [], writes: [] })
  })
})

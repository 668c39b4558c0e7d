// Search: finds the clauses of a site that answer a reader's own words.
//
//     const index = await openIndex(siteUrl, { fetch });
//     const { total, hits } = await index.search("كيف أقدم شكوى", { lang: "ar", limit: 10 });
//
// The index holds the words of the texts as they stand, folded. What else a reader may write for
// them (forms, plurals, synonyms, another language, slips) is worked out here, for the words of
// the query alone, so that no more is fetched than they need.
const MANIFEST = "__MANIFEST__";
const { rules } = MANIFEST;

const SIGNS = '!"#$%&()*+-./:;<=>?@[]^_`{|}~ABC';
const STRENGTH = [0.25, 0.85, 1, 1.15];
// What a word is worth by the way in which it was found.
const WORTH = { same: 1, prefixed: 0.98, stem: 0.98, p: 0.88, f: 0.6, s: 0.6, g: 0.85, b: 0.5, begun: 0.7, verb: 0.7, slip: 0.75 };
const LONGEST = 400;
const MOST_WORDS = 16;
const PATIENCE = 15_000;
// The least share of a query, by the rarity of its words, that a clause must answer; and where half of them are lost.
const SHARE = 0.28;
const MANY_LOST = 0.45;
// A word that stands in so many clauses itself needs no related ones.
const ENOUGH = 250;
// The most words that a beginning may stand for.
const MOST_BEGUN = 40;
// The most words that one with a slip may stand for.
const MOST_MEANT = 8;
// A shorter word takes a slip only in a long vowel.
const SHORT = 5;
// A longer one is no word.
const LONG = 40;

const dropped = new RegExp(`[${rules.drop.join("")}]`, "u");
const stop = new Set(MANIFEST.stop.split(" "));

// The folded letters of a text, each with the place in the text where it starts and ends.
function foldWithPlaces(text) {
  const letters = [];
  const starts = [];
  const ends = [];
  let at = 0;
  let hamza = false;
  for (const piece of text.match(/[^\p{M}]\p{M}*|\p{M}+/gsu) ?? []) {
    const before = letters.length;
    for (const c of piece.normalize("NFKD").toLowerCase()) {
      if (c === "\u0654") hamza = true;
      else if (!dropped.test(c)) {
        if (hamza && c === "و" && letters.at(-1) === "ي") letters[letters.length - 1] = "و";
        hamza = false;
        for (const letter of rules.letters[c] ?? c) {
          letters.push(letter);
          starts.push(at);
          ends.push(at + piece.length);
        }
      }
    }
    at += piece.length;
    // What is dropped inside or after a word belongs to the letter before it.
    if (before && letters.length === before) ends[before - 1] = at;
  }
  return { letters, starts, ends };
}

const NUMBER = /\p{N}/u;
const LETTER = /\p{Alphabetic}/u;

// The folded words of a text with their places in it; letters and digits side by side are two words.
function wordsWithPlaces(text) {
  const { letters, starts, ends } = foldWithPlaces(text);
  const words = [];
  let before = 0;
  letters.forEach((letter, nth) => {
    const kind = NUMBER.test(letter) ? 1 : LETTER.test(letter) ? 2 : 0;
    if (kind) {
      if (kind !== before) words.push({ word: "", starts: [], ends: [] });
      const last = words.at(-1);
      last.word += letter;
      for (let unit = 0; unit < letter.length; unit++) {
        last.starts.push(starts[nth]);
        last.ends.push(ends[nth]);
      }
    }
    before = kind;
  });
  return words;
}

// A text folded: without marks, tatweel, seats of hamza; one form of each letter and digit.
export const fold = (text) => foldWithPlaces(text).letters.join("");
// The folded words of a text.
export const words = (text) => wordsWithPlaces(text).map(({ word }) => word);

const size = (word) => [...word].length;

// Every way to read a folded word: whole, and without each prefix that leaves enough of it.
function readings(word) {
  const all = [{ prefix: 0, rest: word }];
  rules.prefixes.forEach(([prefix, least], nth) => {
    const rest = word.slice(prefix.length);
    if (word.startsWith(prefix) && size(rest) >= least) all.push({ prefix: nth + 1, rest });
  });
  return all;
}

const known = new Map();
// Every stem of a reading: itself, and what is left when an ending is taken off.
export function stems(word) {
  let all = known.get(word);
  if (all) return all;
  all = [word];
  let last = [word];
  for (const endings of rules.endings) {
    const found = [];
    for (const one of last) {
      for (const [ending, instead, least, unless] of endings) {
        if (!one.endsWith(ending)) continue;
        const rest = one.slice(0, one.length - ending.length);
        if (size(rest) >= least && !(unless && rest.endsWith(unless)) && !all.includes(rest + instead)) {
          all.push(rest + instead);
          found.push(rest + instead);
        }
      }
    }
    last = found;
  }
  if (known.size > 50_000) known.clear();
  known.set(word, all);
  return all;
}

// The stems of every reading of a folded word, sorted.
export const keys = (word) => [...new Set(readings(word).flatMap(({ rest }) => stems(rest)))].sort();

const share = (some, others) => some.some((one) => others.includes(one));

// Reads the numbers of a shard one after the other.
function reader(text, at = 0) {
  return {
    get at() { return at; },
    more: () => at < text.length,
    text: (length) => text.slice(at, (at += length)),
    number() {
      let number = 0;
      for (let scale = 1; ; scale *= 16_384) {
        const part = text.charCodeAt(at++) - 32;
        number += (part % 16_384) * scale;
        if (part < 16_384) return number;
        if (!(part >= 0)) throw new Error("the index is damaged");
      }
    },
  };
}

// The postings of a list: clauses and strengths.
function list(from, count) {
  const clauses = new Uint32Array(count);
  const strengths = new Uint8Array(count);
  let clause = 0;
  for (let nth = 0; nth < count; nth++) {
    const number = from.number();
    clause += Math.floor(number / 4);
    clauses[nth] = clause;
    strengths[nth] = number % 4;
  }
  return { clauses, strengths };
}

// A shard taken apart: keys in order, postings by number of word, relations by stem.
function openShard(text) {
  const [head, keyText, postings, elsewhere, ...lines] = text.split("\n");
  const first = reader(head).number();
  const keys = [];
  const parts = [...keyText];
  let rest = "";
  for (let at = 0; at < parts.length; ) {
    const shared = SIGNS.indexOf(parts[at++]);
    const prefix = SIGNS.indexOf(parts[at++]);
    rest = [...rest].slice(0, shared).join("");
    while (at < parts.length && !SIGNS.includes(parts[at])) rest += parts[at++];
    keys.push({ rest, prefix, number: -1 });
  }
  const others = reader(elsewhere);
  for (let nth = 0; others.more(); ) {
    nth += others.number();
    keys[nth].number = others.number();
  }
  let number = first;
  for (const key of keys) if (key.number < 0) key.number = number++;
  const groups = lines.map((line) => {
    const [typed, found] = line.slice(1).split(">").map((part) => part.split(",").map((member) => member.split(" ").map((word) => ({ word, keys: listed(word) }))));
    return { kind: line[0], typed, members: [...typed, ...(found ?? [])] };
  });
  const byStem = new Map();
  for (const group of groups) {
    group.typed.forEach((member, nth) => {
      for (const key of member[0].keys) {
        if (!byStem.has(key)) byStem.set(key, []);
        byStem.get(key).push({ group, nth });
      }
    });
  }
  return { first, count: number - first, keys, postings, places: null, groups, byStem };
}

// A word as it stands, and without an article.
const article = (word) => readings(word).filter(({ prefix }) => prefix <= 1);
// The stems of a word of a list.
const listed = (word) => [...new Set(article(word).flatMap(({ rest }) => stems(rest)))];

// Where the postings of each word of a shard begin.
function placesOf(shard) {
  if (shard.places) return shard.places;
  const from = reader(shard.postings);
  shard.places = [];
  for (let nth = 0; nth < shard.count; nth++) {
    shard.places.push(from.at);
    const head = from.number();
    if (head % 2) from.text(from.number() * 10);
    else for (let left = head / 2; left > 0; left--) from.number();
  }
  return shard.places;
}

// Whether two words differ by one letter: left out, put in, changed, or two that changed places.
function slip(word, other) {
  // In its first letter a word is right, or it is the second.
  if (Math.abs(word.length - other.length) > 1 || (word[0] !== other[0] && word[1] !== other[0])) return false;
  const [a, b] = [[...word], [...other]];
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start++;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a.at(-1 - end) === b.at(-1 - end)) end++;
  const [x, y] = [a.slice(start, a.length - end), b.slice(start, b.length - end)];
  if (!x.length && !y.length) return false;
  if (!start && x.length + y.length < 4) return false;
  // In a short word only a long vowel may be left out or put in.
  if (Math.min(a.length, b.length) < SHORT) return x.length + y.length === 1 && rules.vowels.includes(x[0] ?? y[0]);
  if (x.length <= 1 && y.length <= 1) return true;
  return x.length === 2 && y.length === 2 && x[0] === y[1] && x[1] === y[0];
}

const escaped = (text) => text.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt()};`);

// The last place of a sorted list that is not above a value.
function placeOf(list, above) {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (above(list[middle])) high = middle;
    else low = middle + 1;
  }
  return low - 1;
}

// Opens the index of a site.
//
// `siteUrl`: the root of the built site. `fetch`: what fetches its files, the browser's own when
// absent. Nothing is fetched yet. Where a site was published again since this script was loaded, the files that it
// names are gone: the script is then loaded anew, once for each question.
export async function openIndex(siteUrl, options = {}) {
  let index = openHere(siteUrl, options);
  async function search(...question) {
    try {
      return await index.search(...question);
    } catch (error) {
      if (!error.gone || options.again) throw error;
      const { openIndex: open } = await import(`${import.meta.url.split(/[?#]/)[0]}?${Date.now()}`);
      const anew = await open(siteUrl, { ...options, again: true });
      const answer = await anew.search(...question);
      index = anew;
      return answer;
    }
  }
  return { search };
}

function openHere(siteUrl, { fetch = globalThis.fetch }) {
  const files = new Map();

  // A file of the index, once; what could not be had is asked for again the next time.
  function file(name, open) {
    if (!files.has(name)) {
      const asked = load(name).then(open);
      asked.catch(() => files.delete(name));
      files.set(name, asked);
    }
    return files.get(name);
  }

  async function load(name) {
    const signal = AbortSignal.timeout?.(PATIENCE);
    const response = await fetch(new URL(`assets/search/${name}.txt`, siteUrl).href, { signal });
    if (!response.ok) throw Object.assign(new Error(`the index lacks a file: ${name}`), { gone: response.status === 404 || response.status === 410 });
    const bytes = await response.arrayBuffer();
    if (globalThis.crypto?.subtle) {
      const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
      const found = [...digest.slice(0, 5)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
      if (found !== name) throw new Error(`a file of the index is damaged: ${name}`);
    }
    return new TextDecoder().decode(bytes);
  }

  // The shards that hold the keys from one on, up to the last that begins with it.
  async function shardsOf(beginning) {
    const { words } = MANIFEST;
    const from = Math.max(0, placeOf(words, ([first]) => first > beginning));
    const to = Math.max(from, placeOf(words, ([first]) => first > `${beginning}\uffff`));
    return Promise.all(words.slice(from, to + 1).map(([, name]) => file(name, openShard)));
  }

  // The same for several beginnings, each shard once.
  const shardsOfAll = async (beginnings) => new Set((await Promise.all(beginnings.map(shardsOf))).flat());

  // Calls `found` with every key of the texts that begins so.
  async function beginningWith(beginning, found) {
    for (const shard of await shardsOf(beginning)) {
      let at = placeOf(shard.keys, ({ rest }) => rest >= beginning) + 1;
      for (; at < shard.keys.length && shard.keys[at].rest.startsWith(beginning); at++) found(shard.keys[at]);
    }
  }

  // The words of the texts that are forms of a word.
  async function formsOf(word, ways, found) {
    const each = ways.map(async ({ prefix, rest }) => {
      // What is left of a word without one letter is taken apart no further than to three.
      const own = stems(rest).filter((stem) => stem === rest || prefix <= 1 || size(stem) > 2);
      const shortest = own.reduce((a, b) => (size(b) < size(a) ? b : a));
      const latin = shortest < "\u0590";
      await beginningWith(latin && size(shortest) > 3 ? shortest.slice(0, -1) : shortest, (key) => {
        if (!share(own, stems(key.rest))) return;
        const same = key.rest === rest;
        found(key, same && key.prefix === prefix ? WORTH.same : same ? WORTH.prefixed : WORTH.stem);
      });
    });
    await Promise.all(each);
  }

  // What is found for one word of the query.
  const isFound = (find) => find.own.size || find.related.size || find.phrases.length;
  const emptyFind = (word, place) => ({ word, place, own: new Map(), related: new Map(), phrases: [], stands: 0 });
  const take = (map, key, worth, until) => {
    const old = map.get(key.number);
    if (!old || old.worth < worth) map.set(key.number, { key, worth, until });
  };

  async function relate(finds, all, place) {
    const ways = readings(all[place]);
    const seen = new Set();
    const jobs = [];
    const stemsHere = new Set(ways.flatMap(({ rest }) => stems(rest)));
    const shards = await shardsOfAll([...stemsHere]);
    for (const shard of shards) {
      for (const stem of stemsHere) {
        for (const { group, nth } of shard.byStem.get(stem) ?? []) {
          const member = group.members[nth];
          const fits = member.every(({ keys: listed }, step) => {
            const word = all[place + step];
            return word !== undefined && share(listed, step ? keys(word) : [...stemsHere]);
          });
          const name = `${group.kind}${group.members.map((m) => m.map((w) => w.word).join(" "))}`;
          if (!fits || seen.has(name)) continue;
          seen.add(name);
          const covered = finds.filter((find) => find.place >= place && find.place < place + member.length);
          if (!covered.length) continue;
          for (const other of group.members) {
            if (other !== member) jobs.push(reach(other, WORTH[group.kind], covered, group.kind === "g"));
          }
        }
      }
    }
    await Promise.all(jobs);
  }

  // Adds what a related word or phrase finds to the words of the query that lead to it.
  async function reach(member, worth, covered, across) {
    const told = member.filter(({ word }) => !stop.has(word));
    const parts = await Promise.all(
      (told.length ? told : member).map(async ({ word, keys: listed }) => {
        const found = new Map();
        const add = (word, by) => formsOf(word, article(word), (key, own) => take(found, key, own * by));
        await add(word, worth);
        for (const shard of await shardsOfAll(listed)) {
          const near = new Set(listed.flatMap((stem) => shard.byStem.get(stem) ?? []).filter(({ group }) => group.kind === "p" || (across && group.kind === "f")));
          for (const { group, nth } of near) {
            for (const other of group.members) if (other !== group.members[nth] && other.length === 1) await add(other[0].word, worth * WORTH[group.kind]);
          }
        }
        return found;
      }),
    );
    if (parts.some((part) => !part.size)) return;
    for (const find of covered) {
      if (parts.length === 1) for (const { key, worth } of parts[0].values()) take(find.related, key, worth);
      else find.phrases.push(parts);
    }
  }

  // Verbs of what speaks, is spoken to, or is spoken of: «تردون» is «رد».
  async function verbsOf(find) {
    const rests = rules.verbs
      .map(([prefix, least]) => (find.word.startsWith(prefix) && size(find.word) - size(prefix) >= least ? find.word.slice(prefix.length) : ""))
      .filter(Boolean);
    // «تستقبلون» is of «استقبل», «تردون» of «رد» and «يرد».
    for (const word of rests.flatMap((rest) => [rest, `ا${rest}`, `ي${rest}`])) await standFor(find, word, WORTH.verb);
  }

  // Takes another word for one of the query: its forms, and what they lead to.
  async function standFor(find, word, worth) {
    await formsOf(word, [{ prefix: 0, rest: word }], (key, own) => take(find.own, key, own * worth));
    const own = stems(word).filter((stem) => size(stem) > 1);
    for (const shard of await shardsOfAll(own)) {
      for (const { group, nth } of own.flatMap((stem) => shard.byStem.get(stem) ?? [])) {
        if (group.members[nth].length > 1) continue;
        for (const other of group.members) {
          if (other !== group.members[nth]) await reach(other, worth * WORTH[group.kind], [find], group.kind === "g");
        }
      }
    }
  }

  // Words that differ from a word by a slip, which may stand in its first letters too.
  async function slipsOf(find) {
    const { word } = find;
    if (size(word) < 3 || size(word) > LONG || /\d/.test(word)) return;
    const latin = word < "\u0590";
    const same = MANIFEST.words.filter(([first]) => latin === first < "\u0590");
    const shards = same.length <= 3
      ? await Promise.all(same.map(([, name]) => file(name, openShard)))
      : await shardsOfAll([word.slice(0, 2), word.slice(1, 3), word[1] + word[0]]);
    const ways = article(word).filter(({ rest }) => size(rest) >= 3);
    const near = (other) => ways.some(({ rest }) => slip(rest, other));
    const meant = new Set();
    for (const shard of shards) {
      for (const key of shard.keys) {
        if (near(key.rest)) meant.add(key.rest);
      }
      for (const group of shard.groups) {
        for (const member of group.typed) {
          if (member.length === 1 && near(member[0].word)) meant.add(member[0].word);
        }
      }
    }
    find.slipped = true;
    for (const word of [...meant].slice(0, MOST_MEANT)) await standFor(find, word, WORTH.slip);
  }

  // The shard of a word, and its postings from their head on.
  async function headOf(number) {
    const [, name] = MANIFEST.words[placeOf(MANIFEST.words, ([, , first]) => first > number)];
    const shard = await file(name, openShard);
    return reader(shard.postings, placesOf(shard)[number - shard.first]);
  }

  // In how many clauses a word stands.
  const standsOf = async (number) => Math.floor((await headOf(number)).number() / 2);

  // In how many clauses the forms of a word of the query stand, at least.
  async function count(find) {
    for (const { key } of find.own.values()) find.stands = Math.max(find.stands, await standsOf(key.number));
  }

  // Where a word stands; of a word that stands nearly everywhere, where it does so most strongly.
  async function postingsOf(number) {
    const from = await headOf(number);
    const head = from.number();
    const count = Math.floor(head / 2);
    if (head % 2 === 0) return { count, ...list(from, count) };
    from.number();
    const piece = await file(from.text(10), (text) => {
      const piece = reader(text);
      return list(piece, piece.number());
    });
    return { count, ...piece };
  }

  // How strongly each clause speaks of a word of the query, and in how many clauses it stands.
  async function weigh(find) {
    const strength = new Map();
    const raise = (clause, by) => {
      if (!(strength.get(clause) >= by)) strength.set(clause, by);
    };
    let stands = 0;
    const add = async (entries) => {
      const each = await Promise.all([...entries].map(async ({ key, worth }) => ({ worth, ...(await postingsOf(key.number)) })));
      for (const { worth, count, clauses, strengths } of each) {
        // Of a word that stands nearly everywhere, not every place was read.
        stands = Math.max(stands, count);
        for (let nth = 0; nth < clauses.length; nth++) raise(clauses[nth], worth * STRENGTH[strengths[nth]]);
      }
    };
    await add(find.own.values());
    const alone = Math.max(stands, strength.size);
    await add(find.related.values());
    for (const parts of find.phrases) {
      let inAll = null;
      for (const part of parts) {
        const here = new Map();
        for (const { key, worth } of part.values()) {
          const { clauses, strengths } = await postingsOf(key.number);
          clauses.forEach((clause, nth) => {
            const by = worth * STRENGTH[strengths[nth]];
            if (!(here.get(clause) >= by)) here.set(clause, by);
          });
        }
        inAll = inAll ? new Map([...inAll].flatMap(([clause, by]) => (here.has(clause) ? [[clause, Math.min(by, here.get(clause))]] : []))) : here;
      }
      inAll.forEach((by, clause) => raise(clause, by));
    }
    return { strength, stands: alone || strength.size };
  }

  // The words of a query with what they find.
  async function understand(query) {
    const text = String(query).slice(0, LONGEST);
    const all = words(text).filter((word, nth, list) => word !== list[nth - 1]).slice(0, MOST_WORDS);
    const open = /[\p{L}\p{N}\p{M}\u0640]$/u.test(text) ? all.length - 1 : -1;
    const told = all.map((word, place) => ({ word, place })).filter(({ word }) => !stop.has(word));
    const finds = (told.length ? told : all.map((word, place) => ({ word, place }))).map(({ word, place }) => emptyFind(word, place));
    await Promise.all(finds.map((find) => formsOf(find.word, readings(find.word), (key, worth) => take(find.own, key, worth))));
    await Promise.all(finds.map(count));
    await Promise.all(all.map((_, place) => relate(finds.filter((find) => find.stands < ENOUGH), all, place)));
    const last = finds.find(({ place }) => place === open);
    if (last && size(last.word) >= 2) {
      const ways = readings(last.word).filter(({ rest }) => size(rest) >= 2);
      const begun = [];
      await Promise.all(ways.map(({ rest }) => beginningWith(rest, (key) => begun.push({ key, until: size(rest) }))));
      if (begun.length > MOST_BEGUN) {
        for (const one of begun) one.stands = await standsOf(one.key.number);
        begun.sort((a, b) => b.stands - a.stands || a.key.number - b.key.number);
      }
      for (const { key, until } of begun.slice(0, MOST_BEGUN)) take(last.own, key, WORTH.begun, until);
    }
    const lost = () => finds.filter((find) => !isFound(find));
    await Promise.all(lost().map(verbsOf));
    await Promise.all(lost().map(slipsOf));
    return finds;
  }

  // The file of texts that holds a clause.
  async function textsOf(clause, lang) {
    let { at, lists } = MANIFEST.texts[lang];
    if (lists) {
      const nth = placeOf(lists[0], (start) => start > clause);
      at = await file(lists[1][nth], JSON.parse);
    }
    const nth = placeOf(at[0], (start) => start > clause);
    const read = await file(at[1][nth], (text) => openTexts(text, at[0][nth]));
    return read.get(clause);
  }

  // The clause in the language asked for, else in another.
  async function textIn(clause, langs) {
    let text;
    for (const lang of langs) {
      text = { lang, ...(await textsOf(clause, lang)) };
      if (text.words !== undefined) break;
    }
    return text;
  }

  // Associations, categories and languages of the policies, and where each policy begins.
  const facetsOf = () => file(MANIFEST.facets, (text) => {
    const { associations, categories, policies } = JSON.parse(text);
    let start = 0;
    const rows = policies.map(([clauses, association, category, langs]) => ({ start, end: (start += clauses), association, category, langs }));
    return { associations, categories, rows };
  });

  // The clauses that answer a query, best first.
  //
  // `lang`: the language in which hits are shown, where they have it; `association`, `category`,
  // `written`: only clauses of it; `limit`: how many hits; `facets`: whether to count by them.
  async function search(query, { lang = null, association = null, category = null, written = null, limit = 10, facets = false } = {}) {
    const none = { total: 0, hits: [], ...(facets && { facets: { associations: [], categories: [], languages: [] } }) };
    if (!MANIFEST.clauses) return none;
    const finds = await understand(query);
    const lost = finds.filter((find) => !isFound(find)).length;
    // Slips alone prove nothing where the rest of the query is not found, or is another slip.
    const sure = finds.filter((find) => isFound(find) && !find.slipped).length;
    if (!sure && finds.length > 1) return none;
    const least = lost > 1 && lost * 2 >= finds.length ? MANY_LOST : SHARE;
    const weighed = await Promise.all(finds.map(weigh));
    const rarity = weighed.map(({ strength, stands }) =>
      strength.size ? Math.max(1, Math.log(1 + (MANIFEST.clauses - stands + 0.5) / (stands + 0.5))) : Math.log(1 + MANIFEST.clauses / 3));
    const whole = rarity.reduce((a, b) => a + b, 0);
    const scores = new Map();
    weighed.forEach(({ strength }, nth) => {
      strength.forEach((by, clause) => {
        const score = scores.get(clause) ?? { sum: 0, covered: 0 };
        score.sum += by * rarity[nth];
        score.covered += Math.min(1, by + 0.25) * rarity[nth];
        scores.set(clause, score);
      });
    });
    let ranked = [];
    scores.forEach(({ sum, covered }, clause) => {
      const share = covered / whole;
      if (share >= least) ranked.push({ clause, score: sum * share });
    });
    ranked.sort((a, b) => b.score - a.score || a.clause - b.clause);
    let counts;
    if (facets || association || category || written) ({ ranked, counts } = await sift(ranked, { association, category, written }));
    const latin = finds.every(({ word }) => word < "\u0590");
    const order = lang ? [lang] : latin ? ["en", "ar"] : ["ar", "en"];
    const langs = [...new Set([...order, ...MANIFEST.languages])].filter((code) => MANIFEST.languages.includes(code));
    const shown = await Promise.all(ranked.slice(0, limit + 4).map(async (hit) => ({ ...hit, text: await textIn(hit.clause, langs) })));
    const forms = formsFound(finds);
    for (const hit of shown) closeness(hit, forms, finds);
    shown.sort((a, b) => b.score - a.score || a.clause - b.clause);
    return { total: ranked.length, hits: shown.slice(0, limit).map((hit) => present(hit, lang)), ...(facets && { facets: counts }) };
  }

  // Leaves out what was not asked for, and counts what each choice would show.
  async function sift(ranked, chosen) {
    const { associations, categories, rows } = await facetsOf();
    const counts = { associations: new Map(), categories: new Map(), languages: new Map() };
    const count = (map, key) => map.set(key, (map.get(key) ?? 0) + 1);
    // What was chosen can be let go, also where it leaves nothing.
    if (associations.some(([id]) => id === chosen.association)) counts.associations.set(chosen.association, 0);
    if (categories.includes(chosen.category)) counts.categories.set(chosen.category, 0);
    if (MANIFEST.languages.includes(chosen.written)) counts.languages.set(chosen.written, 0);
    const left = ranked.filter(({ clause }) => {
      const row = rows[placeOf(rows, ({ start }) => start > clause)];
      const [id] = associations[row.association];
      const category = categories[row.category];
      const fits = {
        association: !chosen.association || chosen.association === id,
        category: !chosen.category || chosen.category === category,
        written: !chosen.written || row.langs.includes(chosen.written),
      };
      if (fits.category && fits.written) count(counts.associations, id);
      if (fits.association && fits.written) count(counts.categories, category);
      if (fits.association && fits.category) for (const lang of row.langs) count(counts.languages, lang);
      return fits.association && fits.category && fits.written;
    });
    const most = (map) => [...map].sort((a, b) => b[1] - a[1]).map(([id, count]) => ({ id, count }));
    const named = (entry) => {
      const [, ar, en] = associations.find(([id]) => id === entry.id);
      return { ...entry, name: { ar, en } };
    };
    return {
      ranked: left,
      counts: {
        associations: most(counts.associations).map(named),
        categories: most(counts.categories).filter(({ id }) => id),
        languages: most(counts.languages),
      },
    };
  }

  function present({ clause, score, text, marks }, lang) {
    // A page in the governing language shows the governing text alone.
    const shown = MANIFEST.languages.includes(lang) && (lang === text.lang || lang !== text.governing);
    const page = shown ? lang : text.lang;
    const folder = MANIFEST.single ? "" : `${text.association}/`;
    const parts = snippetOf(text.words ?? "", marks);
    return {
      url: new URL(`${page}/${folder}policies/${text.policy}/#c-${text.id}`, siteUrl).href,
      association: text.association,
      association_name: text.name,
      policy: text.policy,
      version: text.version,
      category: text.category,
      clause: text.id,
      kind: text.kind,
      lang: text.lang,
      title: text.title,
      heading: text.heading,
      label: text.label ?? "",
      snippet: parts.map(([words, marked]) => (marked ? `<mark>${escaped(words)}</mark>` : escaped(words))).join(""),
      parts,
      score,
    };
  }

  return { search };
}

const KINDS = { s: "section", i: "item", p: "paragraph" };

// The clauses of a file of texts, by their numbers.
function openTexts(text, first) {
  const clauses = new Map();
  let policy = {};
  let headings = [];
  for (const line of text.split("\n").slice(0, -1)) {
    const cells = line.split("\t");
    if (line[0] === "@") {
      const [association, id, version, title, name, category, governing] = cells;
      policy = { association: association.slice(1), policy: id, version, title, name, category, governing };
      headings = [];
      continue;
    }
    if (line[0] === "#") {
      headings = [...headings.filter((heading) => heading.depth < Number(cells[0].slice(1))), { depth: Number(cells[0].slice(1)), words: cells[1] }];
      continue;
    }
    const [kind, id, label, words] = cells;
    const depth = Number(kind.slice(1));
    const above = headings.filter((heading) => heading.depth < depth);
    clauses.set(first + clauses.size, { ...policy, id, kind: KINDS[kind[0]], label, words, heading: above.at(-1)?.words ?? "" });
    if (kind[0] === "s") headings = [...above, { depth, words: words ?? "" }];
  }
  return clauses;
}

// Every word of the texts that was found, as it stands there, with the words of the query that found it.
function formsFound(finds) {
  const forms = new Map();
  finds.forEach((find, nth) => {
    const add = ({ key, worth, until }) => {
      const before = key.prefix ? rules.prefixes[key.prefix - 1][0] : "";
      const form = before + key.rest;
      const old = forms.get(form) ?? { by: new Map() };
      const from = worth === WORTH.same ? 0 : before.length;
      if (!(old.from <= from)) old.from = from;
      const to = until ? before.length + until : form.length;
      if (!(old.to >= to)) old.to = to;
      old.by.set(nth, Math.max(worth, old.by.get(nth) ?? 0));
      forms.set(form, old);
    };
    find.own.forEach(add);
    find.related.forEach(add);
    find.phrases.flat().forEach((part) => part.forEach(add));
  });
  return forms;
}

// Finds the words of the query in a hit's text, and raises it where they stand side by side.
function closeness(hit, forms, finds) {
  const found = wordsWithPlaces(hit.text.words ?? "").map((word) => ({ ...word, form: forms.get(word.word) }));
  hit.marks = [];
  const places = finds.map(() => []);
  found.forEach(({ starts, ends, form }, at) => {
    if (!form) return;
    hit.marks.push([starts[form.from], ends[form.to - 1]]);
    form.by.forEach((_, nth) => places[nth].push(at));
  });
  let close = 0;
  for (let nth = 1; nth < finds.length; nth++) {
    const near = places[nth - 1].some((a) => places[nth].some((b) => b > a && b - a <= 2));
    const close_ = places[nth - 1].some((a) => places[nth].some((b) => Math.abs(b - a) <= 4 && b !== a));
    close += near ? 1 : close_ ? 0.5 : 0;
  }
  if (finds.length > 1) hit.score *= 1 + (0.25 * close) / (finds.length - 1);
}

const SHOWN = 180;

// The part of a text around its first marks, as pieces that are marked or not.
function snippetOf(text, marks) {
  let from = 0;
  let to = text.length;
  if (text.length > SHOWN + 40) {
    const first = marks[0]?.[0] ?? 0;
    from = first > 60 ? text.indexOf(" ", first - 50) + 1 : 0;
    to = text.length - from > SHOWN ? text.lastIndexOf(" ", from + SHOWN) : text.length;
    if (to <= from) to = Math.min(text.length, from + SHOWN);
  }
  const parts = [];
  let at = from;
  for (const [start, end] of marks) {
    if (start < at || end > to) continue;
    if (start > at) parts.push([text.slice(at, start), false]);
    parts.push([text.slice(start, end), true]);
    at = end;
  }
  if (at < to) parts.push([text.slice(at, to), false]);
  if (from > 0) parts.unshift(["… ", false]);
  if (to < text.length) parts.push([" …", false]);
  return parts;
}

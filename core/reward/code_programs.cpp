#include "core/reward/code_programs.h"

namespace espalier::code {

namespace {

/// What every program begins with: the payload read, the usual descriptors closed. An import takes
/// longer than most answers run, so the answer's side does without.
constexpr const char* kStart = R"py(
import builtins, os, sys
sys.path[:] = [p for p in sys.path if p]

def _start(report):
    data = b''
    while piece := os.read(0, 1 << 16):
        data += piece
    report = os.dup(report) if report >= 0 else -1
    null = os.open('/dev/null', os.O_RDWR)
    for number in (0, 1, 2):
        os.dup2(null, number)
    os.close(null)
    return data, report

def _compiled(text, name, flags=0):
    try:
        return compile(text, name, 'exec', flags, dont_inherit=True)
    except (SyntaxError, ValueError, RecursionError, MemoryError, OverflowError):
        return None

def _is_code(prompt):
    tree = _compiled(prompt, 'prompt', 0x400)
    kinds = ('FunctionDef', 'ClassDef', 'Import', 'ImportFrom')
    return tree is not None and any(type(node).__name__ in kinds for node in tree.body)
)py";

/// Plain values as JSON and back; what an answer says is never evaluated.
constexpr const char* kPlainData = R"py(
class _Opaque(Exception):
    pass

def _pack(x):
    if x is None or isinstance(x, bool):
        return x
    if isinstance(x, int):
        return int(x) if -2**53 < x < 2**53 else {'i': hex(x)}
    if isinstance(x, float):
        return {'f': float(x).hex()}
    if isinstance(x, str):
        return str(x)
    if isinstance(x, complex):
        return {'c': [x.real.hex(), x.imag.hex()]}
    if isinstance(x, (bytes, bytearray)):
        return {'b': bytes(x).hex()}
    if isinstance(x, list):
        return [_pack(v) for v in x]
    if isinstance(x, dict):
        return {'d': [[_pack(k), _pack(v)] for k, v in x.items()]}
    for tag, kind in (('t', tuple), ('s', set), ('z', frozenset)):
        if isinstance(x, kind):
            return {tag: [_pack(v) for v in x]}
    raise _Opaque(type(x).__name__)

def _unpack(j):
    if j is None or type(j) in (bool, int, str, float):
        return j
    if type(j) is list:
        return [_unpack(v) for v in j]
    if type(j) is not dict or len(j) != 1:
        raise ValueError('no plain data')
    (tag, v), = j.items()
    if tag == 'i':
        return int(v, 16)
    if tag == 'f':
        return float.fromhex(v)
    if tag == 'c':
        return complex(float.fromhex(v[0]), float.fromhex(v[1]))
    if tag == 'b':
        return bytes.fromhex(v)
    if tag == 'd':
        return {_unpack(k): _unpack(w) for k, w in v}
    return {'t': tuple, 's': set, 'z': frozenset}[tag](_unpack(w) for w in v)
)py";

/// The program in what a model wrote: a fenced block, or all of it; behind the prompt where that is
/// code; without trailing lines that are no Python.
constexpr const char* kAnswer = R"py(
def _answer_source(prompt, answer, entry):
    blocks = []
    if '```' in answer:
        import re
        blocks = re.findall(r'```(?:[pP]ython3?|py)?[ \t]*\r?\n(.*?)(?:```|\Z)', answer, re.S)
    if blocks:
        answer = next((b for b in blocks if 'def ' + entry in b), blocks[0])
    lines = answer.splitlines(keepends=True)
    opens = _is_code(prompt)
    for end in range(len(lines), max(0, len(lines) - 200), -1):
        text = ''.join(lines[:end])
        forms = [prompt + text, prompt + '\n' + text, prompt + '    ' + text] if opens else []
        for form in forms + [text]:
            if _compiled(form, 'answer') is not None:
                return form
    return None
)py";

/// Its own JSON for what is short and plain, so that json stays away. The questions come from the
/// tests; evaluating them gives nobody more than the answer has: this process.
constexpr const char* kServe = R"py(
def _json(x):
    if x is None or x is True or x is False:
        return {None: 'null', True: 'true', False: 'false'}[x]
    if type(x) is int:
        return str(x)
    if type(x) is list:
        return '[' + ','.join(map(_json, x)) + ']'
    if type(x) is dict:
        return '{' + ','.join(_json(k) + ':' + _json(v) for k, v in x.items()) + '}'
    if not x.isascii() or not x.isprintable() or '"' in x or '\\' in x:
        import json
        return json.dumps(x)
    return '"' + x + '"'

def _from_json(line):
    if len(line) > 9999 or b'\\' in line:
        import json
        return json.loads(line)
    return eval(line, {'null': None, 'true': True, 'false': False, '__builtins__': None})

def _serve():
    data, _ = _start(-1)
    lengths, _, texts = data.partition(b'\n')
    parts = []
    for length in map(int, lengths.split()):
        parts.append(texts[:length].decode())
        texts = texts[length:]
    prompt, answer, entry = parts
    source = _answer_source(prompt, answer, entry)
    space = {'__name__': 'answer', '__builtins__': builtins}
    if source is None:
        os.write(4, b'{"gone": "no Python"}\n')
        return
    try:
        exec(_compiled(source, 'answer'), space)
    except BaseException as error:
        os.write(4, (_json({'gone': type(error).__name__}) + '\n').encode())
        return
    with os.fdopen(3, 'rb') as questions:
        for line in questions:
            question = _from_json(line)
            try:
                function = space[question['f']]
                value = function(*_unpack(question['a']), **_unpack(question['k']))
                reply = {'v': _pack(value)}
            except _Opaque as error:
                reply = {'o': str(error)}
            except BaseException as error:
                reply = {'x': type(error).__name__}
            reply = (_json(reply) + '\n').encode()
            while reply:
                reply = reply[os.write(4, reply):]

_serve()
)py";

/// Tests made countable: each assert is judged by itself.
constexpr const char* kJudge = R"py(
import ast, json

class _Stop(BaseException):
    pass

class _Count(ast.NodeTransformer):
    def __init__(self):
        self.asserts = 0

    def visit_Assert(self, node):
        if isinstance(node.test, ast.Constant) and node.test.value:
            return ast.Pass()
        self.asserts += 1
        judge = lambda value: ast.Expr(ast.Call(ast.Name('_judge_', ast.Load()), [value], []))
        caught = ast.ExceptHandler(
            ast.Name('_Exception_', ast.Load()), None, [judge(ast.Constant(False))])
        return ast.Try([judge(node.test)], [caught], [], [])

class _Judge:
    def __init__(self, report, every, token):
        self.report, self.every, self.token = report, every, token
        self.passed = self.failed = self.asserts = 0
        self.why, self.case, self.alone = '', 0, False
        self.write, self.dumps = os.write, json.dumps

    def __call__(self, value):
        if value:
            self.passed += 1
            return
        self.failed += 1
        if self.every:
            raise _Stop()

    def say(self, **more):
        more.update(passed=self.passed, failed=self.failed, asserts=self.asserts,
                    why=self.why, token=self.token, alone=self.alone)
        self.write(self.report, (self.dumps(more) + '\n').encode())

    def run(self, tree, space):
        space['_judge_'], space['_Exception_'] = self, Exception
        count = _Count()
        tree = ast.fix_missing_locations(count.visit(tree))
        self.asserts = count.asserts
        calls = any(isinstance(node, ast.Expr) and isinstance(node.value, ast.Call)
                    for node in tree.body)
        try:
            exec(compile(tree, 'tests', 'exec'), space)
            if 'check' in space and not calls and not self.passed and not self.failed:
                space['check'](space[space['_entry_']])
            if not count.asserts:
                self.passed += 1
            elif not self.passed and not self.failed:
                self.failed, self.why = 1, 'no test ran'
            self.asserts = self.passed + self.failed
        except _Stop:
            pass
        except Exception as error:
            self.failed += 1
            self.why = self.why or type(error).__name__

def _own_names(tree, space):
    """The names that the tests take from elsewhere."""
    loaded, bound = set(), set(dir(builtins)) | set(space)
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            (loaded if isinstance(node.ctx, ast.Load) else bound).add(node.id)
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            bound.add(node.name)
        elif isinstance(node, ast.arg):
            bound.add(node.arg)
        elif isinstance(node, ast.alias):
            bound.add((node.asname or node.name).split('.')[0])
        elif isinstance(node, ast.ExceptHandler) and node.name:
            bound.add(node.name)
    return loaded - bound
)py";

constexpr const char* kAsk = R"py(
class _Gone(BaseException):
    pass

class _Weaker(BaseException):
    pass

def _carries(tree):
    """Whether these tests could leave something in Python that the next answer's would see."""
    names = ('exec', 'eval', 'compile', 'open', 'getattr', 'setattr', 'delattr', 'globals', 'vars')
    for node in ast.walk(tree):
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            return True
        if isinstance(node, ast.Attribute):
            if node.attr.startswith('_') or not isinstance(node.ctx, ast.Load):
                return True
        if isinstance(node, ast.Name) and (node.id in names or node.id.startswith('__')):
            return True
    return False

def _asker(judge, entry):
    replies, left = os.fdopen(3 + 2 * judge.case, 'rb'), [1 << 26]
    said = [0]

    def gone(why):
        judge.why = why
        raise _Gone()

    def ask(*args, **kwargs):
        try:
            question = {'f': entry, 'a': _pack(args), 'k': _pack(kwargs)}
        except _Opaque as error:
            raise _Weaker('a call with a ' + str(error))
        if judge.passed + judge.failed > said[0]:
            said[0] = judge.passed + judge.failed
            judge.say()
        question = (json.dumps(question) + '\n').encode()
        try:
            while question:
                question = question[os.write(4 + 2 * judge.case, question):]
        except OSError:
            pass
        line = replies.readline(left[0])
        left[0] -= len(line)
        if not line.endswith(b'\n'):
            gone('the answer ended early')
        try:
            reply = json.loads(line)
            (kind, value), = reply.items()
            value = _unpack(value)
        except Exception:
            gone('the answer said no plain data')
        if kind == 'v':
            return value
        if kind == 'gone':
            gone(str(value))
        if kind == 'o':
            judge.why = 'the answer gave a ' + str(value) + ', no plain data'
            raise TypeError(judge.why)
        judge.why = str(value)
        error = getattr(builtins, str(value), None)
        raised = isinstance(error, type) and issubclass(error, Exception)
        raise (error if raised and not issubclass(error, UnicodeError) else Exception)(str(value))

    return ask

def _test(payload, judge):
    space = {'__name__': 'tests', '__builtins__': builtins}
    judge.alone = _is_code(payload['prompt'])
    if judge.alone:
        try:
            exec(_compiled(payload['prompt'], 'prompt'), space)
        except Exception:
            pass
    try:
        tree = ast.parse(payload['tests'])
    except (SyntaxError, ValueError, RecursionError):
        return judge.say(broken='the tests are no Python')
    judge.alone = judge.alone or _carries(tree)
    entry = payload['entry']
    others = _own_names(tree, space) - {entry}
    if not entry and len(others) == 1:
        entry, = others
        others = set()
    if others:
        return judge.say(weaker='the tests use ' + sorted(others)[0])
    if not entry:
        return judge.say(broken='the tests call nothing')
    space[entry] = _asker(judge, entry)
    space['_entry_'] = entry
    try:
        judge.run(tree, space)
    except _Weaker as error:
        return judge.say(weaker='the tests make ' + str(error))
    except _Gone:
        judge.failed += 1
    judge.say(done=True)

def _test_all():
    data, report = _start(1)
    payload = json.loads(data)
    for case in range(payload['cases']):
        judge = _Judge(report, payload['every'], '')
        judge.case = case
        _test(payload, judge)
        if judge.alone:
            break

_test_all()
)py";

constexpr const char* kBoth = R"py(
def _both():
    data, report = _start(3)
    os.close(3)
    payload = json.loads(data)
    judge = _Judge(report, payload['every'], payload['token'])
    source = _answer_source(payload['prompt'], payload['answer'], payload['entry'])
    tree = ast.parse(payload['tests'])
    space = {'__name__': 'answer', '__builtins__': builtins, '_entry_': payload['entry']}
    if source is None:
        judge.failed, judge.why = 1, 'no Python'
        return judge.say(done=True)
    try:
        exec(_compiled(source, 'answer'), space)
        judge.run(tree, space)
    except BaseException as error:
        judge.failed += 1
        judge.why = type(error).__name__
    judge.say(done=True)

_both()
)py";

} // namespace

std::string answerProgram()
{
    return std::string(kStart) + kPlainData + kAnswer + kServe;
}

std::string testProgram()
{
    return std::string(kStart) + kPlainData + kJudge + kAsk;
}

std::string bothProgram()
{
    return std::string(kStart) + kAnswer + kJudge + kBoth;
}

} // namespace espalier::code

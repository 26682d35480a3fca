"""Server functions that clients call by name, with typed clients and exact invalidation."""

from mizan.declare.affects import Affects
from mizan.declare.client import client
from mizan.declare.declaration_error import DeclarationError
from mizan.declare.declaration_errors import DeclarationErrors
from mizan.declare.error_declaration import ErrorDeclaration
from mizan.declare.react_context import ReactContext
from mizan.errors.call_error import CallError
from mizan.pipeline.cache.vary_inputs import VaryHeader
from mizan.pipeline.call import Call
from mizan.pipeline.identity.sign_in import IssuedTokens
from mizan.pipeline.invalidation_target import TargetDetail
from mizan.pipeline.user import KnownUser, User
from mizan.schema.absent import ABSENT, Absent
from mizan.schema.ir_marks import BigInt, Email, Hostname, Ipv4, Ipv6, Unique, Uri

__all__ = [
    "ABSENT",
    "Absent",
    "Affects",
    "BigInt",
    "Call",
    "CallError",
    "DeclarationError",
    "DeclarationErrors",
    "Email",
    "ErrorDeclaration",
    "Hostname",
    "Ipv4",
    "Ipv6",
    "IssuedTokens",
    "KnownUser",
    "ReactContext",
    "TargetDetail",
    "Unique",
    "Uri",
    "User",
    "VaryHeader",
    "client",
]

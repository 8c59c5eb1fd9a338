"""Puts a BPF program that drops every packet at a link's TCX hook, as somebody else would, or pins it:
attach_program.py attach LINK, or attach_program.py pin PATH"""
import ctypes
import os
import platform
import socket
import struct
import sys

libc = ctypes.CDLL(None, use_errno=True)
number = {"x86_64": 321, "aarch64": 280}[platform.machine()]


def bpf(command, attributes):
    buffer = ctypes.create_string_buffer(attributes, len(attributes))
    result = libc.syscall(number, command, buffer, len(attributes))
    if result < 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))
    return result


# BPF_PROG_LOAD of `r0 = TCX_DROP; exit` as a classifier.
code = struct.pack("<BBhi", 0xB7, 0, 0, 2) + struct.pack("<BBhi", 0x95, 0, 0, 0)
code = ctypes.create_string_buffer(code, len(code))
licence = ctypes.create_string_buffer(b"GPL")
addresses = ctypes.addressof(code), ctypes.addressof(licence)
program = bpf(5, struct.pack("<IIQQIIQII", 3, 2, *addresses, 0, 0, 0, 0, 0) + bytes(16))
what, where = sys.argv[1:]
if what == "pin":
    path = ctypes.create_string_buffer(where.encode())
    bpf(6, struct.pack("<QII", ctypes.addressof(path), program, 0))
else:
    # BPF_PROG_ATTACH at BPF_TCX_INGRESS.
    bpf(8, struct.pack("<IIII", socket.if_nametoindex(where), program, 46, 0) + bytes(16))

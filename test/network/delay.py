"""A slow and leaky link between two network namespaces, for kernels without sch_netem.

    delay.py NAMESPACE DEVICE NAMESPACE DEVICE MILLISECONDS LOST_PER_MILLE

Makes a TUN device in each (namespaces as files: /proc/123/ns/net), says "ready", and carries packets from one to the other,
each as much later, some never. Ends, and takes the devices with it, when its standard input does.
"""

import collections
import ctypes
import fcntl
import os
import random
import select
import struct
import sys
import time

CLONE_NEWNET = 0x40000000  # sched.h
TUNSETIFF = 0x400454CA  # linux/if_tun.h, as the next two
IFF_TUN = 0x0001
IFF_NO_PI = 0x1000
LARGEST_PACKET = 65536
MOST_WAITING = 20000  # packets; a link that buffers more than that has lost them

# The same packets are lost in every run that sends the same.
chance = random.Random(42)


def tun(namespace, device):
    # os.setns came with Python 3.12.
    libc = ctypes.CDLL(None, use_errno=True)
    with open(namespace) as file:
        if libc.setns(file.fileno(), CLONE_NEWNET) != 0:
            raise OSError(ctypes.get_errno(), "setns", namespace)
    descriptor = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(descriptor, TUNSETIFF, struct.pack("16sH22x", device.encode(), IFF_TUN | IFF_NO_PI))
    return descriptor


class Way:
    """One direction. All packets take the same time, so the first to come is the first to go."""

    def __init__(self, source, target, seconds, lost_per_mille):
        self.source, self.target, self.seconds, self.lost_per_mille = source, target, seconds, lost_per_mille
        self.waiting = collections.deque()

    def take(self):
        try:
            while True:
                packet = os.read(self.source, LARGEST_PACKET)
                if chance.randrange(1000) >= self.lost_per_mille and len(self.waiting) < MOST_WAITING:
                    self.waiting.append((time.monotonic() + self.seconds, packet))
        except BlockingIOError:
            pass

    def deliver(self):
        while self.waiting and self.waiting[0][0] <= time.monotonic():
            packet = self.waiting.popleft()[1]
            try:
                os.write(self.target, packet)
            except OSError:
                pass  # the device is not up yet: lost


def main(left, left_device, right, right_device, milliseconds, lost_per_mille):
    ends = [tun(left, left_device), tun(right, right_device)]
    link = (float(milliseconds) / 1000, int(lost_per_mille))
    ways = [Way(ends[0], ends[1], *link), Way(ends[1], ends[0], *link)]
    poll = select.poll()
    for descriptor in [sys.stdin.fileno(), *ends]:
        poll.register(descriptor, select.POLLIN)
    print("ready", flush=True)
    while True:
        due = [way.waiting[0][0] for way in ways if way.waiting]
        pause = max(0, (min(due) - time.monotonic()) * 1000) if due else None
        ready = [descriptor for descriptor, _ in poll.poll(pause)]
        if sys.stdin.fileno() in ready:
            return
        for way in ways:
            if way.source in ready:
                way.take()
            way.deliver()


if __name__ == "__main__":
    main(*sys.argv[1:])

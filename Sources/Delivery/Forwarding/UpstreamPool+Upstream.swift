package import Bytes
package import Transport

extension UpstreamPool: Upstream {
    package func send(
        _ request: consuming ByteBuffer, method: HTTPMethod, fresh isFresh: Bool,
        _ completion: @escaping (UpstreamAnswer) -> Void
    ) {
        send(OutboundRequest(method: method, bytes: request, isFresh: isFresh)) { result in
            switch result {
            case .success(let reply):
                completion(.response(status: reply.status, retryAfter: reply.retryAfter))
            case .failure(.connectionClosedBeforeResponse(reused: true)):
                completion(.staleConnection)
            case .failure(let fault):
                completion(
                    fault.isLocal
                        ? .unsent
                        : fault.isUnreachable
                            ? .unreachable : .failed(mayHaveArrived: !fault.isBeforeArrival))
            }
        }
    }
}

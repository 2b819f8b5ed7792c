import Bytes

/// One request on its way: its bytes, its bounds, and whom to tell.
final class UpstreamSend {
    let method: HTTPMethod
    var bytes: ByteBuffer
    let collect: Int
    let isFresh: Bool
    let wantsFields: Bool
    /// When it must be over.
    let end: UInt64
    private var completion: ((Result<UpstreamReply, UpstreamFault>) -> Void)?

    init(
        _ request: consuming OutboundRequest, end: UInt64,
        completion: @escaping (Result<UpstreamReply, UpstreamFault>) -> Void
    ) {
        method = request.method
        collect = request.collect
        isFresh = request.isFresh
        wantsFields = request.wantsFields
        bytes = request.bytes
        self.end = end
        self.completion = completion
    }

    /// Tells the outcome; only the first one counts.
    func finish(_ result: Result<UpstreamReply, UpstreamFault>) {
        guard let completion else { return }
        self.completion = nil
        completion(result)
    }
}
